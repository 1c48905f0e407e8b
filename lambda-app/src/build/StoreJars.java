import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites jars without compression, so that Java need not inflate classes and native code at every start. The zip that
 * contains the jars is compressed.
 */
final class StoreJars {

    private StoreJars() {}

    /** {@code java StoreJars.java TARGET SOURCE...}: writes the jars of the source folders to the target folder. */
    public static void main(String[] args) throws IOException {
        Path target = Files.createDirectories(Path.of(args[0]));
        for (String source : List.of(args).subList(1, args.length)) {
            try (Stream<Path> jars = Files.list(Path.of(source))) {
                for (Path jar : jars.toList()) {
                    store(jar, target.resolve(jar.getFileName()));
                }
            }
        }
    }

    private static void store(Path jar, Path target) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile());
                OutputStream file = Files.newOutputStream(target);
                ZipOutputStream to = new ZipOutputStream(file)) {
            to.setMethod(ZipOutputStream.STORED);
            Enumeration<? extends ZipEntry> entries = from.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                try (InputStream content = from.getInputStream(entry)) {
                    copy(entry, content.readAllBytes(), to);
                }
            }
        }
    }

    private static void copy(ZipEntry entry, byte[] content, ZipOutputStream to) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry stored = new ZipEntry(entry.getName());
        stored.setTime(entry.getTime());
        stored.setSize(content.length);
        stored.setCrc(crc.getValue());
        to.putNextEntry(stored);
        to.write(content);
        to.closeEntry();
    }
}
