package dev.tornadovim.pipeline.weights;

import java.io.IOException;
import java.io.InputStream;

/** A PyTorch file: an index, and storages of plain little-endian values. */
interface TorchContainer extends AutoCloseable {

    /** Longest index that is read. */
    int MAX_INDEX_BYTES = 8 << 20;

    /** The object that the index describes. */
    Object index();

    /** Size of the file. */
    long fileBytes();

    /** Size of a storage, or -1 where there is none of that key. */
    long bytes(String key);

    /** The bytes of a storage from its start; more may follow. */
    InputStream stream(String key) throws IOException;

    @Override
    void close();
}
