"""What the commands of the program do, one module per family."""
