package dev.vireo.telemetry.socket;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folder of this user's sockets, one for each megakernel whose figures may be seen: {@code
 * vireo-USER} in the folder of temporary files, which only the user may enter. Not in {@code
 * XDG_RUNTIME_DIR}, which services of the same user do not have.
 */
final class SocketFolder {
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})-(\\d{1,9})\\.socket");
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rwx------");

  private final Path folder;

  /**
   * A socket's file.
   *
   * @param pid of the process that it belongs to
   * @param number of the megakernel in it
   */
  record Entry(Path path, long pid, int number) {}

  SocketFolder(Path folder) {
    this.folder = folder;
  }

  static SocketFolder ofUser() {
    String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9._-]", "_");
    return new SocketFolder(Path.of(System.getProperty("java.io.tmpdir"), "vireo-" + user));
  }

  Path entry(long pid, int number) {
    return folder.resolve(pid + "-" + number + ".socket");
  }

  /** Makes the folder, if need be, and makes sure that nobody else can enter it. */
  void prepare() throws IOException {
    try {
      if (posix(folder.getParent()) == null) {
        Files.createDirectory(folder);
      } else {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWN));
      }
    } catch (FileAlreadyExistsException there) {
      check();
    }
  }

  private void check() throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(folder + " is no folder; remove it");
    }
    PosixFileAttributeView view = posix(folder);
    if (view != null && !OWN.containsAll(view.readAttributes().permissions())) {
      throw new IOException(
          "others may enter " + folder + "; remove it, or take their permissions away");
    }
  }

  /** Makes sure that the folder belongs to who made a file in it. */
  void checkOwner(Path made) throws IOException {
    PosixFileAttributeView view = posix(folder);
    if (view != null && !view.getOwner().equals(Files.getOwner(made))) {
      throw new IOException(folder + " belongs to " + view.getOwner() + "; remove it");
    }
  }

  private static PosixFileAttributeView posix(Path path) {
    return Files.getFileAttributeView(
        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns the sockets that there are, by process and number; none where there is no folder. */
  List<Entry> entries() throws IOException {
    List<Entry> found = new ArrayList<>();
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return found;
    }
    check();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.add(
              new Entry(file, Long.parseLong(name.group(1)), Integer.parseInt(name.group(2))));
        }
      }
    }
    found.sort(
        (a, b) ->
            a.pid() == b.pid()
                ? Integer.compare(a.number(), b.number())
                : Long.compare(a.pid(), b.pid()));
    return found;
  }
}
