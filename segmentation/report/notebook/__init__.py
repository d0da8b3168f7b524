"""The analyst's notebook: its parameters, its execution by papermill, its page by Quarto or nbconvert.

``show.py`` is what the notebook itself calls to put tables and pictures on its page; the rest makes the notebook.
"""
