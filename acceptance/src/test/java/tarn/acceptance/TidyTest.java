package tarn.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Walks the tree and keeps its habits. The words it forbids are written apart here, so that it does not find itself. */
class TidyTest {

    private static final int LINES_MAX = 500;

    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern COMMAND = Pattern.compile("`\\./tarn ([a-z]+)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(?:FIX" + "ME|TO" + "DO|XX" + "X)\\b");
    private static final Pattern SKIPPED =
            Pattern.compile("@Dis" + "abled|@Ig" + "nore\\b|mark\\.sk" + "ip|mark\\.xf" + "ail|pytest\\.sk" + "ip");
    private static final Pattern REGISTRY = Pattern.compile(String.join(
            "|",
            "repo1?\\.mav" + "en\\.(?:apache\\.)?org",
            "central\\.sona" + "type",
            "py" + "pi\\.org",
            "python" + "hosted\\.org",
            "registry\\.np" + "mjs\\.org",
            "registry\\.yarn" + "pkg\\.com"));

    private static final List<Path> FILES = Tree.files();

    @Test
    void linksOfDocumentsLeadSomewhere() {
        var broken = new ArrayList<String>();
        for (var document : these(".md")) {
            LINK.matcher(Tree.read(document))
                    .results()
                    .map(link -> link.group(1))
                    .forEach(link -> {
                        boolean outside = link.contains("://") || link.startsWith("mailto:");
                        if (!outside && !Files.exists(document.resolveSibling(link))) {
                            broken.add(Tree.name(document) + " -> " + link);
                        }
                    });
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void commandsOfDocumentsExist() {
        var unknown = new ArrayList<String>();
        for (var document : these(".md")) {
            COMMAND.matcher(Tree.read(document)).results().forEach(command -> {
                if (!Files.exists(Tree.ROOT.resolve("toolbox").resolve(command.group(1)))) {
                    unknown.add(Tree.name(document) + ": " + command.group());
                }
            });
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertThat(lines(these(".java", ".py", ".sh", ".md", ".xml"), UNFINISHED.asPredicate()))
                .isEmpty();
    }

    @Test
    void noTestIsSkipped() {
        assertThat(lines(these(".java", ".py"), SKIPPED.asPredicate())).isEmpty();
    }

    @Test
    void noFileNamesARegistry() {
        var texts = FILES.stream().filter(TidyTest::isText).toList();
        assertThat(lines(texts, REGISTRY.asPredicate())).isEmpty();
    }

    @Test
    void aFileHasOneSubject() {
        assertThat(these(".java", ".py", ".sh", ".g4").stream()
                        .filter(file -> Tree.read(file).lines().count() > LINES_MAX)
                        .map(Tree::name))
                .as("files over %s lines", LINES_MAX)
                .isEmpty();
    }

    @Test
    void theChangelogSaysWhatIsNew() {
        assertThat(Tree.read(Tree.ROOT.resolve("CHANGELOG.md")))
                .containsPattern("(?m)^## Unreleased$")
                .containsPattern("(?m)^- \\S.*[.]$");
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() {
        var packages = these(".java").stream()
                .filter(file -> Tree.name(file).contains("src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .toList();
        assertThat(packages).isNotEmpty().allSatisfy(folder -> {
            var info = folder.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Tree.read(info)).contains("@NullMarked").contains("/**");
        });
    }

    @Test
    void decisionsAreNumberedInOrder() {
        var numbers = FILES.stream()
                .map(Tree::name)
                .filter(name -> name.startsWith("docs/decisions/") && name.endsWith(".md"))
                .map(name -> name.substring("docs/decisions/".length()))
                .sorted()
                .toList();
        assertThat(numbers).isNotEmpty().allMatch(name -> name.matches("\\d{4}-[a-z0-9-]+\\.md"));
        assertThat(numbers.stream().map(name -> name.substring(0, 4)))
                .as("no number is given twice")
                .doesNotHaveDuplicates();
    }

    @Test
    void noFileIsLargeOrBinaryWithoutNeed() {
        assertThat(FILES.stream().filter(file -> sizeOf(file) > 1_500_000).map(Tree::name))
                .isEmpty();
    }

    private static List<Path> these(String... endings) {
        return FILES.stream()
                .filter(file -> Stream.of(endings)
                        .anyMatch(ending -> file.getFileName().toString().endsWith(ending)))
                .toList();
    }

    private static List<String> lines(List<Path> files, Predicate<String> forbidden) {
        var found = new ArrayList<String>();
        for (var file : files) {
            int number = 0;
            for (var line : Tree.read(file).split("\n", -1)) {
                number++;
                if (forbidden.test(line)) {
                    found.add(Tree.name(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        return found;
    }

    private static boolean isText(Path file) {
        return Tree.read(file).indexOf('\0') < 0;
    }

    private static long sizeOf(Path file) {
        return file.toFile().length();
    }
}
