"""What words and pictures are made with: colours, fonts, formats, language."""
