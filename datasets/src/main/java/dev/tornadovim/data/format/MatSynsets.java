package dev.tornadovim.data.format;

import dev.tornadovim.data.DataException;

import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Sources;
import us.hebi.matlab.mat.types.Struct;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The classes in ImageNet's {@code meta.mat}: a MATLAB file with a table {@code synsets}, a row each
 * with its number ({@code ILSVRC2012_ID}, other years accordingly), WordNet id and number of children.
 * Rows with children are groups of classes; images are of those without.
 */
final class MatSynsets {
    private static final String TABLE = "synsets";
    private static final String ID = "WNID";
    private static final String CHILDREN = "num_children";

    private MatSynsets() {}

    /**
     * Reads WordNet ids by number.
     *
     * @param source names the file in messages
     * @throws DataException if it is no such file
     */
    static Map<Integer, String> read(String source, byte[] bytes) {
        try (var file =
                Mat5.newReader(Sources.wrap(bytes))
                        .setEntryFilter(entry -> TABLE.equals(entry.getName()))
                        .readMat()) {
            return ids(source, file.getStruct(TABLE));
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // The library trusts the sizes that the file states.
            if (e instanceof DataException own) {
                throw own;
            }
            throw new DataException(
                    source, "no MATLAB file of ImageNet's classes, or damaged: " + e, e);
        }
    }

    private static Map<Integer, String> ids(String source, Struct synsets) {
        String number =
                synsets.getFieldNames().stream()
                        .filter(name -> name.matches("ILSVRC20[0-9]{2}_ID"))
                        .findFirst()
                        .orElseThrow(() -> new DataException(source, "no numbers of its classes"));
        boolean tree = synsets.getFieldNames().contains(CHILDREN);
        var ids = new HashMap<Integer, String>();
        for (int i = 0; i < synsets.getNumElements(); i++) {
            if (!tree || synsets.getMatrix(CHILDREN, i).getInt(0) == 0) {
                int key = synsets.getMatrix(number, i).getInt(0);
                if (ids.put(key, synsets.getChar(ID, i).getString()) != null) {
                    throw new DataException(source, "number %d twice".formatted(key));
                }
            }
        }
        return ids;
    }
}
