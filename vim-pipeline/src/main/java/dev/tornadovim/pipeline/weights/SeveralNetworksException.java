package dev.tornadovim.pipeline.weights;

import java.util.Collection;

/** A file holds several networks and the caller named none. The message lists them. */
public final class SeveralNetworksException extends WeightsException {
    private static final long serialVersionUID = 1L;

    SeveralNetworksException(Object source, Collection<String> networks) {
        super(source, "holds several networks, name one of " + networks);
    }
}
