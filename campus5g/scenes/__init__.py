"""The drawings that open modules and labs: scenes, composed of the parts of a library."""
