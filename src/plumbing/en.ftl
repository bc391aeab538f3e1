# Words of the plumbing.
form-expired = The form was open for too long. Reload the page and send it again.
