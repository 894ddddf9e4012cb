"""Makes meta.mat and its kind: the fields of ImageNet's own, with three classes and their group.

ILSVRC2012_devkit_t12/data/meta.mat is a MATLAB 5.0 file with a struct array `synsets` of 1860 rows:
1000 classes without children first, then the groups they belong to. Needs SciPy.
"""
import numpy as np
from scipy.io import savemat

ROWS = [("n03", "cat", []), ("n01", "dog, hound", []), ("n02", "hen", []), ("n09", "animal", [1, 2, 3])]


def synsets(number, tree):
    fields = [(number, "O"), ("WNID", "O"), ("words", "O"), ("gloss", "O")]
    if tree:
        fields += [("num_children", "O"), ("children", "O"), ("wordnet_height", "O"),
                   ("num_train_images", "O")]
    rows = ROWS if tree else ROWS[:3]
    table = np.zeros((len(rows), 1), dtype=fields)
    for i, (wnid, words, children) in enumerate(rows):
        row = [float(i + 1), wnid, words, "what it is"]
        if tree:
            row += [float(len(children)), np.array([children], dtype=float),
                    float(bool(children)), 1300.0]
        table[i, 0] = tuple(row)
    return {"synsets": table}


savemat("meta.mat", synsets("ILSVRC2012_ID", True))
savemat("meta_compressed.mat", synsets("ILSVRC2012_ID", True), do_compression=True)
savemat("meta_clsloc.mat", synsets("ILSVRC2014_ID", False))
