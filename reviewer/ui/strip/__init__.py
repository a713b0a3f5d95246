"""Small pictures: the rows and cells that strip and grid share, and the strip itself."""
