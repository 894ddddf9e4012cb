package dev.tornadovim.kernels.jvm;

import uk.ac.manchester.tornado.api.TornadoSetting;

/** Keeps TornadoVM's settings in system properties. */
public final class JvmSettings implements TornadoSetting {

    @Override
    public void setTornadoProperty(String key, String value) {
        System.setProperty(key, value);
    }

    @Override
    public String getTornadoProperty(String key) {
        return System.getProperty(key);
    }

    @Override
    public String getTornadoProperty(String key, String otherwise) {
        return System.getProperty(key, otherwise);
    }

    @Override
    public void loadTornadoProperty(String property) {
        String[] pair = property.split("=", 2);
        System.setProperty(pair[0], pair[1]);
    }
}
