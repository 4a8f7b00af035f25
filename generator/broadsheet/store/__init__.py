"""The files below content/, to and from the model."""
