"""``python -m segmentation`` is the program ``segmentation``."""

from segmentation.cli.running import main

if __name__ == "__main__":
    main()
