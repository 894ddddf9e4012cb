import java.io.IOException;
import java.io.Serializable;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.Interfaces;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Unpacks TornadoVM's API classes from the published jar that carries them: {@code UnpackApi JAR
 * CLASSES}. Two things are changed on the way.
 *
 * <p>The preview mark (minor version 0xFFFF at bytes 4 and 5) is cleared. The classes were compiled
 * with the foreign-memory preview of JDK 21, which is final since JDK 22; a later JDK refuses such a
 * class only because of the mark.
 *
 * <p>The functional interfaces of tasks become serializable, as they are from TornadoVM 6.0 on, which
 * finds the method behind a method reference through its serialized form. Code compiled against them
 * runs on earlier releases too.
 */
class UnpackApi {

    private static final String API = "uk/ac/manchester/tornado/api/";
    private static final String TASKS = API + "common/TornadoFunctions$Task";
    private static final ClassDesc SERIALIZABLE = ClassDesc.of(Serializable.class.getName());

    public static void main(String[] args) throws IOException {
        Path classes = Path.of(args[1]);
        try (JarFile jar = new JarFile(args[0])) {
            for (JarEntry entry : jar.stream().filter(e -> e.getName().startsWith(API)).toList()) {
                if (!entry.isDirectory()) {
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    write(classes.resolve(entry.getName()), adapt(entry.getName(), bytes));
                }
            }
        }
    }

    /** Leaves a file that is as it should be alone, so that nothing is compiled again for it. */
    private static void write(Path file, byte[] bytes) throws IOException {
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        }
    }

    private static byte[] adapt(String name, byte[] bytes) {
        if (!name.endsWith(".class")) {
            return bytes;
        }
        byte[] adapted = name.startsWith(TASKS) ? serializable(bytes) : bytes.clone();
        if (adapted[4] == (byte) 0xFF && adapted[5] == (byte) 0xFF) {
            adapted[4] = 0;
            adapted[5] = 0;
        }
        return adapted;
    }

    private static byte[] serializable(byte[] bytes) {
        ClassFile format = ClassFile.of();
        ClassModel model = format.parse(bytes);
        return format.transformClass(
                model,
                (builder, element) -> {
                    switch (element) {
                        case Interfaces _ -> builder.withInterfaceSymbols(SERIALIZABLE);
                        case SignatureAttribute signature ->
                                builder.with(
                                        SignatureAttribute.of(
                                                extended(signature.asClassSignature())));
                        case ClassElement other -> builder.with(other);
                    }
                });
    }

    private static ClassSignature extended(ClassSignature signature) {
        List<Signature.ClassTypeSig> interfaces =
                new ArrayList<>(signature.superinterfaceSignatures());
        interfaces.add(Signature.ClassTypeSig.of(SERIALIZABLE));
        return ClassSignature.of(
                signature.typeParameters(),
                signature.superclassSignature(),
                interfaces.toArray(Signature.ClassTypeSig[]::new));
    }
}
