package dev.tornadovim.pipeline.weights;

import java.util.Collection;

/** A file that holds several networks, of which the caller named none. The message names them. */
public final class SeveralNetworksException extends WeightsException {
    private static final long serialVersionUID = 1L;

    SeveralNetworksException(Object source, Collection<String> networks) {
        super(source, "holds several networks, name one of " + networks);
    }
}
