package dev.switchboard;

import static java.util.stream.Collectors.toSet;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * What the code below one root package must keep to. Each rule answers with the places that break it, a line each, in no
 * particular order.
 */
final class ArchitectureRules {
    private static final Set<String> JDK_PACKAGES = ModuleFinder.ofSystem().findAll().stream()
            .flatMap(module -> module.descriptor().exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(toSet());

    private static final Set<String> CLOCK_AND_CHANCE = Set.of(
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Thread.sleep",
            "java.util.concurrent.TimeUnit.sleep",
            "java.time.ZoneId.systemDefault",
            "java.time.Clock.system",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.Clock.tickMillis",
            "java.time.Clock.tickSeconds",
            "java.time.Clock.tickMinutes",
            "java.util.Date.<init>",
            "java.util.Calendar.getInstance",
            "java.util.UUID.randomUUID",
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.util.Collections.shuffle",
            "java.util.Random.<init>",
            "java.util.SplittableRandom.<init>",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.util.random.RandomGenerator.getDefault",
            "java.util.random.RandomGenerator.of",
            "java.security.SecureRandom.<init>",
            "java.security.SecureRandom.getInstance",
            "java.security.SecureRandom.getInstanceStrong");

    private static final Set<String> SURROUNDINGS = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.System.setProperty",
            "java.lang.System.exit",
            "java.lang.Runtime.exit",
            "java.lang.Runtime.halt",
            "java.lang.Runtime.addShutdownHook",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Boolean.getBoolean");

    private static final Set<String> TERMINAL = Set.of(
            "java.lang.System.in",
            "java.lang.System.out",
            "java.lang.System.err",
            "java.lang.System.console",
            "java.lang.Throwable.printStackTrace");

    private final JavaClasses classes;
    private final String root;
    private final PackageTable table;

    ArchitectureRules(JavaClasses classes, String root, PackageTable table) {
        this.classes = classes;
        this.root = root;
        this.table = table;
    }

    List<String> packagesMissingFromTheTable() {
        return packages()
                .map(this::name)
                .filter(name -> table.row(name).isEmpty())
                .toList();
    }

    List<String> packagesThatAreNotNullMarked() {
        return packages()
                .filter(each -> each.tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isEmpty())
                .map(JavaPackage::getName)
                .toList();
    }

    List<String> importsThatTheTableDoesNotAllow() {
        return broken((row, dependency) -> {
            String target = elementPackage(dependency);
            return isOurs(target)
                    && !target.equals(dependency.getOriginClass().getPackageName())
                    && !row.mayUse(name(target));
        });
    }

    List<String> librariesOutsideTheirRow() {
        return broken((row, dependency) -> {
            String target = elementPackage(dependency);
            return !isOurs(target) && !JDK_PACKAGES.contains(target) && !row.mayUseLibraryPackage(target);
        });
    }

    List<String> cycles() {
        return SlicesRuleDefinition.slices()
                .matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .evaluate(classes)
                .getFailureReport()
                .getDetails();
    }

    List<String> clockAndChanceOutsideTime() {
        return accesses(
                access -> isAnyOf(CLOCK_AND_CHANCE, access)
                        || isIn(access, "java.time") && access.getName().equals("now"),
                "time");
    }

    List<String> surroundingsOutsideApp() {
        return accesses(access -> isAnyOf(SURROUNDINGS, access), "app");
    }

    List<String> terminalOutsideAppAndCli() {
        return accesses(access -> isAnyOf(TERMINAL, access), "app", "cli");
    }

    List<String> jdkLogging() {
        return classes.stream()
                .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> elementPackage(dependency).equals("java.util.logging"))
                .map(Dependency::getDescription)
                .toList();
    }

    private interface Breach {
        boolean isBreach(PackageTable.Row row, Dependency dependency);
    }

    private List<String> broken(Breach breach) {
        return classes.stream()
                .flatMap(each -> table.row(name(each.getPackageName())).stream()
                        .flatMap(row -> each.getDirectDependenciesFromSelf().stream()
                                .filter(dependency -> breach.isBreach(row, dependency))))
                .map(Dependency::getDescription)
                .toList();
    }

    private List<String> accesses(Predicate<JavaAccess<?>> forbidden, String... allowedPackages) {
        return classes.stream()
                .filter(each -> !List.of(allowedPackages).contains(name(each.getPackageName())))
                .flatMap(each -> each.getAccessesFromSelf().stream())
                .filter(forbidden)
                .map(JavaAccess::getDescription)
                .toList();
    }

    private Stream<JavaPackage> packages() {
        return classes.stream().map(JavaClass::getPackage).distinct();
    }

    private boolean isOurs(String javaPackage) {
        return javaPackage.equals(root) || javaPackage.startsWith(root + ".");
    }

    private String name(JavaPackage javaPackage) {
        return name(javaPackage.getName());
    }

    /** The package as the table writes it; the root itself is the empty name, which no row covers. */
    private String name(String javaPackage) {
        return javaPackage.equals(root)
                ? ""
                : javaPackage.substring(root.length() + 1).replace('.', '/');
    }

    /** The package of what is depended on, looking through arrays; primitives are in {@code java.lang}. */
    private static String elementPackage(Dependency dependency) {
        JavaClass element = dependency.getTargetClass().getBaseComponentType();
        return element.isPrimitive() ? "java.lang" : element.getPackageName();
    }

    /** Whether one of the members is meant, also when it is named through a subclass. */
    private static boolean isAnyOf(Set<String> members, JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return Stream.concat(Stream.of(owner), owner.getAllRawSuperclasses().stream())
                .anyMatch(each -> members.contains(each.getName() + "." + access.getName()));
    }

    private static boolean isIn(JavaAccess<?> access, String javaPackage) {
        String owner = access.getTargetOwner().getPackageName();
        return owner.equals(javaPackage) || owner.startsWith(javaPackage + ".");
    }
}
