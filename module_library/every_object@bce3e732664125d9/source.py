def every_object(scene):
    return sorted(scene["objects"])