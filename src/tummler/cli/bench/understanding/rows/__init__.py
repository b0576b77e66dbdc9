"""One file per row; each exports ``ROW``. Begin by copying ``language.py``."""
