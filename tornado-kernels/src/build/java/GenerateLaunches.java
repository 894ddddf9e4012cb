import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Writes the code that launches TornadoVM kernels, from the signatures of the kernels: {@code
 * GenerateLaunches SOURCES TARGET}. For each class {@code XKernels} there is a class {@code XLaunch}
 * with a method per kernel:
 *
 * <ul>
 *   <li>{@code FloatArray x}, with {@code int xOffset} and {@code int xStride} where they follow,
 *       becomes {@code Tensor x}; so does an array with {@code long xView}, offset and stride in one;
 *   <li>the last array before {@code int accumulate} becomes a {@code Target};
 *   <li>a leading {@code KernelContext} becomes a {@code WorkerGrid}; other kernels have one
 *       work-item per iteration of their {@code @Parallel} loop;
 *   <li>all other parameters stay.
 * </ul>
 *
 * <p>Kernels are the static methods without result that take an array and are not private.
 */
class GenerateLaunches {

    /** A kernel that breaks a rule above. */
    static class BrokenRule extends RuntimeException {
        BrokenRule(String message) {
            super(message, null, false, false);
        }
    }

    public static void main(String[] args) throws IOException {
        Path sources = Path.of(args[0]);
        Path target = Files.createDirectories(Path.of(args[1]));
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(f -> f.toString().endsWith("Kernels.java")).sorted().toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Set<Path> written = new LinkedHashSet<>();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            var objects = manager.getJavaFileObjectsFromPaths(files);
            var task = (JavacTask) compiler.getTask(null, manager, null, null, null, objects);
            for (CompilationUnitTree unit : task.parse()) {
                for (Tree type : unit.getTypeDecls()) {
                    launches(unit, (ClassTree) type, target).ifPresent(written::add);
                }
            }
        } catch (BrokenRule e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
        deleteOthers(target, written);
    }

    /** What was made for classes that are no longer there must not be compiled. */
    private static void deleteOthers(Path target, Set<Path> written) throws IOException {
        try (Stream<Path> all = Files.walk(target)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!written.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Optional<Path> launches(CompilationUnitTree unit, ClassTree kernels, Path target)
            throws IOException {
        String name = kernels.getSimpleName().toString();
        String launch = name.replaceAll("Kernels$", "Launch");
        String packageName = unit.getPackageName().toString();
        List<String> methods = new ArrayList<>();
        for (Tree member : kernels.getMembers()) {
            if (member instanceof MethodTree method && isKernel(method)) {
                methods.add(new Kernel(name, method).launch());
            }
        }
        if (methods.isEmpty()) {
            return Optional.empty();
        }
        String body = String.join("\n", methods);
        StringBuilder text = new StringBuilder("package " + packageName + ";\n\n");
        Map<String, String> imports =
                Map.of(
                        "Target", "dev.tornadovim.kernels.program.Gradients.Target",
                        "Tensor", "dev.tornadovim.kernels.tensor.Tensor",
                        "TornadoTasks", "dev.tornadovim.kernels.program.TornadoTasks",
                        "WorkerGrid", "uk.ac.manchester.tornado.api.WorkerGrid");
        for (String type : imports.keySet().stream().sorted().toList()) {
            if (body.matches("(?s).*\\b" + type + "\\b.*")) {
                text.append("import ").append(imports.get(type)).append(";\n");
            }
        }
        text.append("\n/** Launches the kernels of {@link ").append(name).append("}. */\n");
        text.append("final class ").append(launch).append(" {\n\n");
        text.append("    private ").append(launch).append("() {}\n\n").append(body).append("}\n");
        Path file = target.resolve(packageName.replace('.', '/')).resolve(launch + ".java");
        // A file that is as it should be stays, so that nothing is compiled again for it.
        if (!Files.exists(file) || !Files.readString(file).contentEquals(text)) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        return Optional.of(file);
    }

    private static boolean isKernel(MethodTree method) {
        Set<Modifier> flags = method.getModifiers().getFlags();
        return flags.contains(Modifier.STATIC)
                && !flags.contains(Modifier.PRIVATE)
                && String.valueOf(method.getReturnType()).equals("void")
                && method.getParameters().stream().anyMatch(Kernel::isArray);
    }

    /** A kernel, and the parameters and arguments of its launch as they are collected. */
    private static class Kernel {
        private final String kernels;
        private final MethodTree method;
        private final List<String> parameters = new ArrayList<>(List.of("TornadoTasks tasks"));
        private final List<String> arguments = new ArrayList<>();
        private String target;
        private boolean takesContext;

        Kernel(String kernels, MethodTree method) {
            this.kernels = kernels;
            this.method = method;
        }

        private String name() {
            return method.getName().toString();
        }

        private BrokenRule broken(String rule) {
            return new BrokenRule("kernel " + kernels + "." + name() + " " + rule);
        }

        static boolean isArray(VariableTree parameter) {
            return parameter.getType().toString().endsWith("Array");
        }

        private static String declaration(VariableTree parameter) {
            return parameter.getType() + " " + parameter.getName();
        }

        String launch() {
            List<? extends VariableTree> list = method.getParameters();
            // Kernels that pack their geometry into a long do their own addressing.
            boolean packed = list.stream().anyMatch(p -> p.getType().toString().equals("long"));
            for (int i = 0; i < list.size(); i++) {
                VariableTree parameter = list.get(i);
                if (parameter.getType().toString().equals("KernelContext")) {
                    context(i);
                } else if (isArray(parameter)) {
                    i = array(list, i, packed);
                } else if (declaration(parameter).equals("int accumulate")) {
                    accumulate();
                } else {
                    scalar(parameter);
                }
            }
            return text();
        }

        private void context(int index) {
            if (index > 0) {
                throw broken("does not take its KernelContext first");
            }
            takesContext = true;
            parameters.add("WorkerGrid grid");
            arguments.add("tasks.context()");
        }

        /** Takes an array with what follows it, and answers the index of its last parameter. */
        private int array(List<? extends VariableTree> list, int index, boolean packed) {
            String array = list.get(index).getName().toString();
            int last = index;
            boolean offset = isNext(list, last, "int " + array + "Offset");
            last += offset ? 1 : 0;
            boolean stride = isNext(list, last, "int " + array + "Stride");
            last += stride ? 1 : 0;
            boolean view = isNext(list, last, "long " + array + "View");
            last += view ? 1 : 0;
            boolean targeted = isAccumulated(list, last);
            String tensor = targeted ? array + ".tensor()" : array;
            target = targeted ? array : target;
            parameters.add((targeted ? "Target " : "Tensor ") + array);
            arguments.add("tasks." + (offset || packed ? "array(" : "whole(") + tensor + ")");
            if (offset) {
                arguments.add(tensor + ".offset()");
            }
            if (stride) {
                arguments.add(tensor + ".rowStride()");
            }
            if (view) {
                arguments.add("tasks.view(" + tensor + ")");
            }
            return last;
        }

        private static boolean isNext(
                List<? extends VariableTree> list, int index, String declaration) {
            return index + 1 < list.size() && declaration(list.get(index + 1)).equals(declaration);
        }

        /** Whether {@code int accumulate} comes before the next array. */
        private static boolean isAccumulated(List<? extends VariableTree> list, int index) {
            for (VariableTree parameter : list.subList(index + 1, list.size())) {
                if (isArray(parameter)) {
                    return false;
                }
                if (declaration(parameter).equals("int accumulate")) {
                    return true;
                }
            }
            return false;
        }

        private void accumulate() {
            if (target == null) {
                throw broken("has no array before accumulate");
            }
            arguments.add(target + ".accumulate() ? 1 : 0");
        }

        private void scalar(VariableTree parameter) {
            String name = parameter.getName().toString();
            String array = name.replaceAll("(Offset|Stride|View)$", "");
            boolean strayed =
                    !array.equals(name)
                            && method.getParameters().stream()
                                    .anyMatch(p -> isArray(p) && p.getName().contentEquals(array));
            if (strayed) {
                throw broken("takes " + name + " elsewhere than after " + array);
            }
            parameters.add(declaration(parameter));
            arguments.add(name);
        }

        private String text() {
            String launch = takesContext ? "grid" : iterations();
            List<String> all = new ArrayList<>();
            all.add("tasks.id(\"" + name() + "\", " + launch + ")");
            all.add(kernels + "::" + name());
            all.addAll(arguments);
            return "    static void %s(\n            %s) {\n".formatted(name(), lines(parameters))
                    + "        tasks.graph()\n                .task(\n                        "
                    + all.stream().collect(Collectors.joining(",\n                        "))
                    + ");\n    }\n";
        }

        private static String lines(List<String> parameters) {
            return String.join(",\n            ", parameters);
        }

        /** The bound of the loop over work-items, in terms of the parameters. */
        private String iterations() {
            Map<String, ExpressionTree> locals = new HashMap<>();
            List<String> bounds = new ArrayList<>();
            new TreeScanner<Void, Void>() {
                @Override
                public Void visitVariable(VariableTree variable, Void unused) {
                    locals.put(variable.getName().toString(), variable.getInitializer());
                    return super.visitVariable(variable, unused);
                }

                @Override
                public Void visitForLoop(ForLoopTree loop, Void unused) {
                    if (loop.getInitializer().getFirst() instanceof VariableTree index
                            && index.getModifiers().toString().contains("@Parallel")) {
                        bounds.add(resolve(((BinaryTree) loop.getCondition()).getRightOperand()));
                    }
                    return super.visitForLoop(loop, unused);
                }

                private String resolve(ExpressionTree bound) {
                    String text = bound.toString();
                    Set<String> names = new LinkedHashSet<>();
                    new TreeScanner<Void, Void>() {
                        @Override
                        public Void visitIdentifier(IdentifierTree name, Void unused) {
                            names.add(name.getName().toString());
                            return null;
                        }
                    }.scan(bound, null);
                    for (String name : names) {
                        if (locals.get(name) != null) {
                            String value = "(" + resolve(locals.get(name)) + ")";
                            text = text.replaceAll("\\b" + name + "\\b", value);
                        }
                    }
                    return text;
                }
            }.scan(method.getBody(), null);
            if (bounds.size() != 1) {
                throw broken("has " + bounds.size() + " @Parallel loops, expected one");
            }
            return bounds.getFirst();
        }
    }
}
