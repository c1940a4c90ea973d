package dev.vireo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vireo.protocol.CompletionStatus;
import dev.vireo.protocol.ProgramTier;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What programs that slots run do, on the reference. */
class ProgramOnReferenceTest extends ProgramContract {
  @Override
  String device() {
    return "reference";
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "FUSED", "AUTO"})
  void shouldTakeNoNoticeOfTheTier(ProgramTier tier) throws InterruptedException {
    MegakernelConfig config = config().withProgramTier(tier).withPromotionTime(Duration.ZERO);
    try (Megakernel kernel = Megakernel.open(config);
        LoadedProgram program = kernel.load(divide());
        Resource numbers = kernel.resource("numbers", 3)) {
      numbers.write(0, 0, 84, 2);
      BindingSet set = program.bind(Map.of("out", numbers));
      for (int i = 0; i < 2; i++) {
        Completion completion = kernel.await(kernel.submit(set.slot(1, 1, 1)));
        assertEquals(CompletionStatus.DONE, completion.status());
      }
      assertEquals(42, numbers.read()[0]);
      assertEquals(ProgramTier.INTERPRETER, program.tier());
      assertEquals(0, kernel.promotions());
    }
  }
}
