"""Files that rotas make."""
