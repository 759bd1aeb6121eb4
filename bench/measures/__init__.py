"""One module for each part of the application; every module here is found by itself."""
