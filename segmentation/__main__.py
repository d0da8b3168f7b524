"""``python -m segmentation`` is the program ``segmentation``."""

from segmentation.cli.program import main

if __name__ == "__main__":
    main()
