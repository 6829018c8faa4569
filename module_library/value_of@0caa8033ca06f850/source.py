def value_of(scene, name, attribute):
    return scene["objects"].get(name, {}).get(attribute)