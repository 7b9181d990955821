"""What turns the source into something a county can install; nothing of it is in the program itself."""
