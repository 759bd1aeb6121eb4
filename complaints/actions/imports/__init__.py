"""What files make of complaints."""
