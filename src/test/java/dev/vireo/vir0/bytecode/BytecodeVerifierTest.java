package dev.vireo.vir0.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.fuzz.RandomPrograms;
import dev.vireo.vir0.TestSeed;
import dev.vireo.vir0.TrapCode;
import dev.vireo.vir0.UnsupportedProgramException;
import dev.vireo.vir0.WorkgroupSize;
import dev.vireo.vir0.lowering.ProgramLowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytecodeVerifierTest {
  private static final WorkgroupSize ONE = new WorkgroupSize(1, 1, 1);
  private static final int NONE = BytecodeAssembler.NONE;
  private final BytecodeAssembler out = new BytecodeAssembler();

  private int[] image() {
    return out.finish(ONE, 16).image();
  }

  private void end() {
    out.emit(BytecodeOp.END, NONE, NONE);
  }

  private static void refuses(int[] image, String problem) {
    BytecodeException error =
        assertThrows(BytecodeException.class, () -> BytecodeVerifier.verify(image));
    assertTrue(error.getMessage().contains(problem), error.getMessage());
  }

  @Test
  void shouldRefuseRegistersThatAreReadBeforeTheyAreWritten() {
    int a = out.register();
    int b = out.register();
    int behind = out.label();
    out.emit(BytecodeOp.MOV, a, out.constant(1));
    out.jump(BytecodeOp.BRT, a, NONE, behind);
    out.emit(BytecodeOp.MOV, b, a);
    out.bind(behind);
    out.emit(BytecodeOp.ADD, a, a, b);
    end();
    refuses(image(), "instruction 3: register 1 is read before it is written");
  }

  @Test
  void shouldAcceptRegistersThatAllWaysWrite() {
    int a = out.register();
    int b = out.register();
    int other = out.label();
    int behind = out.label();
    out.emit(BytecodeOp.MOV, a, out.constant(1));
    out.jump(BytecodeOp.BRT, a, NONE, other);
    out.emit(BytecodeOp.MOV, b, a);
    out.jump(BytecodeOp.JUMP, NONE, NONE, behind);
    out.bind(other);
    out.emit(BytecodeOp.NOT, b, a);
    out.bind(behind);
    int again = out.beginLoop();
    out.emit(BytecodeOp.ADD, a, a, b);
    out.jump(BytecodeOp.NEXT, b, a, again);
    out.endLoop();
    end();
    BytecodeVerifier.verify(image());
  }

  @Test
  void shouldRefuseCodeThatRunsPastItsEnd() {
    int a = out.register();
    out.emit(BytecodeOp.MOV, a, out.constant(1));
    refuses(image(), "runs past its end");
  }

  @Test
  void shouldRefuseOtherUsesOfBuffersThanDeclared() {
    int storage = out.buffer(new Bytecode.Buffer(0, false, false, 0, 4));
    int shared = out.buffer(new Bytecode.Buffer(1, true, true, 0, 4));
    int a = out.register();
    int zero = out.constant(0);
    out.emit(BytecodeOp.LD, a, zero, NONE, storage);
    out.emit(BytecodeOp.STW, NONE, zero, a, shared);
    end();
    int[] good = image();
    BytecodeVerifier.verify(good);
    int[] swapped = good.clone();
    swapped[good[14]] ^= 1 << 20;
    refuses(swapped, "another kind of memory");
    int[] missing = good.clone();
    missing[good[14]] |= 9 << 20;
    refuses(missing, "there is no buffer 9");
    int[] stored = good.clone();
    stored[good[12]] |= 1;
    refuses(stored, "another kind of memory");
    int[] outside = good.clone();
    outside[good[12] + 4 + 1] = 1;
    refuses(outside, "of workgroup memory");
  }

  @Test
  void shouldRefuseTablesThatAreNone() {
    out.tables(new int[] {7, 8, 9});
    int storage = out.buffer(new Bytecode.Buffer(0, false, true, 0, 4));
    int table = out.buffer(new Bytecode.Buffer(0, false, false, 0, 3, true));
    int a = out.register();
    out.emit(BytecodeOp.LDT, a, out.constant(0), out.constant(2), table);
    out.emit(BytecodeOp.ST, NONE, out.constant(1), a, storage);
    end();
    int[] good = image();
    BytecodeVerifier.verify(good);
    int[] other = good.clone();
    other[good[14]] ^= 1 << 20;
    refuses(other, "another kind of memory");
    int[] stored = good.clone();
    stored[good[14] + 2] |= table << 20;
    refuses(stored, "another kind of memory");
    int[] writable = good.clone();
    writable[good[12] + 4] |= 2;
    refuses(writable, "has flags 6");
    int[] longer = good.clone();
    longer[good[12] + 4 + 2]++;
    refuses(longer, "of the constants");
    int[] cleared = good.clone();
    cleared[3]++;
    refuses(cleared, "words to clear");
  }

  @Test
  void shouldRefuseAtomicsOnBuffersThatCannotBeWritten() {
    int storage = out.buffer(new Bytecode.Buffer(0, false, false, 0, 4));
    int a = out.register();
    out.emit(BytecodeOp.AADD, a, out.constant(0), out.constant(1), storage);
    end();
    refuses(image(), "cannot be written");
  }

  @Test
  void shouldRefuseJumpsThatGoTheWrongWay() {
    int a = out.register();
    out.emit(BytecodeOp.MOV, a, out.constant(1));
    int again = out.beginLoop();
    out.jump(BytecodeOp.BACK, NONE, NONE, again);
    out.endLoop();
    int[] good = image();
    BytecodeVerifier.verify(good);
    int[] free = good.clone();
    free[good[14] + 2] = BytecodeOp.JUMP.code() | 1 << 8;
    refuses(free, "goes backwards");
    int[] far = good.clone();
    far[good[14] + 2] |= 7 << 8;
    refuses(far, "there is no instruction 7");
  }

  /** Damaged images are refused, or are safe: the machine runs them without an exception. */
  @Test
  void shouldLetNothingThroughThatIsNotSafe() {
    Random random = new Random(TestSeed.seed());
    List<int[]> images = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      RandomPrograms.Made made = RandomPrograms.make(random, false);
      try {
        images.add(ProgramLowering.lower(made.program()).image());
      } catch (UnsupportedProgramException e) {
        assertTrue(e.construct().contains("control flow"), e.getMessage());
      }
    }
    int accepted = 0;
    for (int round = 0; round < 30_000; round++) {
      int[] image = images.get(random.nextInt(images.size())).clone();
      int code = image[14];
      for (int k = random.nextInt(3); k >= 0; k--) {
        int word =
            random.nextInt(4) == 0
                ? random.nextInt(image.length)
                : code + random.nextInt(image.length - code);
        image[word] ^= 1 << random.nextInt(32);
      }
      try {
        BytecodeVerifier.verify(image);
        accepted++;
        runSafely(image, random);
      } catch (BytecodeException expected) {
        assertTrue(expected.getMessage().contains("not safe"));
      } catch (RuntimeException | Error failed) {
        throw new AssertionError(TestSeed.again(BytecodeVerifierTest.class, round), failed);
      }
    }
    assertTrue(accepted > 1_000, accepted + " damaged images were still safe");
  }

  private static void runSafely(int[] image, Random random) {
    long volume = (long) image[9] * image[10] * image[11];
    int highest = 0;
    for (int i = 0; i < image[5]; i++) {
      highest = Math.max(highest, image[image[12] + 4 * i + 3]);
    }
    if (volume <= 0 || volume > 64 || image[10] < 0 || image[11] < 0 || highest > 64) {
      return;
    }
    int[][] buffers = new int[highest + 1][8];
    TrapCode trap = new BytecodeMachine(image, buffers, 2_000, random).run(ONE).trap();
    assertEquals(true, Arrays.asList(TrapCode.values()).contains(trap));
  }
}
