def with_value(scene, names, attribute, value):
    kept = []
    for name in names:
        if name not in scene["objects"]:
            return None
        if scene["objects"][name].get(attribute) == value:
            kept.append(name)
    return kept