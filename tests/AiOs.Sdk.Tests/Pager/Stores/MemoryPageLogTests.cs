using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

public sealed class MemoryPageLogTests
{
    // Against a plain list of entries: appends in runs and out of order, pins between them, removals.
    [Fact]
    public void ALog_GivesItsEntriesInOrder()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var log = new MemoryPageLog();
            var twin = new List<(int Number, bool IsPin, bool IsPinned)>();
            int next = 0;
            for (int step = 0; step < 200; step++)
            {
                int number = random.Next(5) == 0 ? random.Next(next + 3) : next++;
                bool isPinned = random.Next(8) == 0;
                if (random.Next(20) == 0)
                {
                    var removed = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(next + 1)).ToHashSet();
                    log.Remove(removed);
                    twin.RemoveAll(entry => removed.Contains(entry.Number));
                    continue;
                }

                bool isHeld = twin.Exists(entry => entry.Number == number);
                Assert.Equal(isHeld, log.Holds(number));
                if (isHeld)
                {
                    log.Pin(number, isPinned);
                    twin.Add((number, true, isPinned));
                }
                else
                {
                    log.Append(number, isPinned);
                    twin.Add((number, false, isPinned));
                }
            }

            Assert.Equal(
                twin, log.Codes().Select(static code => (MemoryPageLog.NumberOf(code), MemoryPageLog.IsPin(code), MemoryPageLog.IsPinned(code))));
        }).Check(Seeded.Config.WithMaxTest(100));
    }
}
