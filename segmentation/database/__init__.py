"""What the sources and the delivery share about MongoDB: the address, the connection, the form of a document."""
