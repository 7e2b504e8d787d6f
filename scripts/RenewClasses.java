import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar the form of Java 8, where they have an older one: with stack maps. Java keeps no older class in a cache of
 * loaded classes, and reads and verifies it anew at every start. What the classes do stays as it is; each is verified.
 *
 * <p>Usage: {@code java RenewClasses.java JAR}
 */
final class RenewClasses {
    private static final int FIRST_THAT_CACHES_TAKE = ClassFile.JAVA_6_VERSION;

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path renewed = jar.resolveSibling(jar.getFileName() + ".renewed");
        try (JarFile in = new JarFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(renewed))) {
            ClassFile classes = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy(in)));
            for (ZipEntry entry : Collections.list(in.entries())) {
                byte[] content = read(in, entry);
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                out.write(entry.getName().endsWith(".class") ? renew(classes, content) : content);
                out.closeEntry();
            }
        }
        Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] renew(ClassFile classes, byte[] content) {
        ClassModel old = classes.parse(content);
        if (old.majorVersion() >= FIRST_THAT_CACHES_TAKE) {
            return content;
        }
        ClassTransform form = (builder, element) -> {
            switch (element) {
                case ClassFileVersion _ -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
                case MethodModel method ->
                    builder.transformMethod(method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
                default -> builder.with(element);
            }
        };
        byte[] renewed = classes.transformClass(old, form);
        for (VerifyError error : classes.verify(renewed)) {
            throw error;
        }
        return renewed;
    }

    /** What extends what: first among the classes of the jar, then among those of Java. */
    private static ClassHierarchyResolver hierarchy(JarFile jar) {
        return ClassHierarchyResolver.ofResourceParsing((ClassDesc type) -> {
                    String path = type.packageName().replace('.', '/') + "/" + type.displayName() + ".class";
                    try {
                        ZipEntry entry = jar.getEntry(path);
                        return entry == null ? null : jar.getInputStream(entry);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(ClassHierarchyResolver.defaultResolver());
    }

    private static byte[] read(JarFile jar, ZipEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }
}
