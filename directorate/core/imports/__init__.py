"""The life of a file that comes in: received, checked, used; its rejected rows until they are settled."""
