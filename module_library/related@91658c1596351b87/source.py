def related(scene, name, relation):
    relations = scene.get("relations", {})
    if name not in scene["objects"] or relation not in relations:
        return None
    return sorted(set(pair[0] for pair in relations[relation] if pair[1] == name))