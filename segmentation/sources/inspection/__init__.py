"""What a file nobody has seen before holds: looked at, guessed, tried, and written down as a settings file.

`inspect.inspect_file` is the way in. A guess is never silent: the settings say in a comment what it rests on, and
what leaves a doubt is marked or refused.
"""
