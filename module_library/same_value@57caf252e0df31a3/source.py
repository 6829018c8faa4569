def same_value(scene, name, attribute):
    own = scene["objects"].get(name, {}).get(attribute)
    if own is None:
        return None
    objects = scene["objects"]
    return sorted(other for other in objects if other != name and objects[other].get(attribute) == own)