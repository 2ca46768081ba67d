"""The studio: a show in a browser, for whoever edits it. A face of the session, as the command line is; it listens at a port."""
