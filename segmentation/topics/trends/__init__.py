"""How segments changed over the last months, and how firm their names are."""
