using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>What a reader may not read shows nowhere: its memory is, byte for byte, that in which those pages never were.</summary>
public sealed class TenancyTests
{
    private static readonly AddressSpaceOptions Options = MemoryBench.Options() with { Reader = "bob" };

    // An action below 4 appends a page that ada alone may read, to one of the two memories; all others are done to both.
    [Fact]
    public void AMemoryWithPagesThatMayNotBeRead_IsTheMemoryWithoutThem()
    {
        var commands = Gen.Choose(0, 19).Zip(Gen.Choose(0, 1_000)).ListOf();
        var property = Prop.ForAll(commands.ToArbitrary(), list => Run(list));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(60).WithReplay(51_409, 7), property);
    }

    // Nothing in the bench ever waits, so the task is complete when it is given back.
    private static void Run(IReadOnlyList<(int Action, int Number)> commands)
    {
        var run = RunAsync(commands);
        Assert.True(run.IsCompleted);
        if (run.Exception is { } failure)
        {
            throw failure;
        }
    }

    private static async Task RunAsync(IReadOnlyList<(int Action, int Number)> commands)
    {
        var (mixed, plain) = (new MemoryBench(), new MemoryBench());
        await using var with = await mixed.OpenAsync(options: Options);
        await using var without = await plain.OpenAsync(options: Options);
        var readable = new List<PageId>();
        for (int i = 0; i < commands.Count; i++)
        {
            var (action, number) = commands[i];
            if (action < 4)
            {
                var secret = Draft(i, $"secretword{i}", number) with
                {
                    Label = new SecurityLabel(Integrity.User, ReaderSet.Of("ada")),
                    IsPinned = number % 5 == 0,
                };
                var id = (await with.AppendAsync([secret]))[0];
                await Assert.ThrowsAsync<PageNotFoundException>(async () => await with.FaultAsync(new FaultRequest { Ids = [id] }));
            }
            else if (action < 12)
            {
                var draft = Draft(i, $"word{i}", number);
                readable.AddRange(await without.AppendAsync([draft]));
                Assert.Equal(readable[^1], (await with.AppendAsync([draft]))[0]);
            }
            else if (action < 15)
            {
                AssertSame(await without.RecallAsync($"filler{number % 40} secretword"), await with.RecallAsync($"filler{number % 40} secretword"));
            }
            else if (action == 15 && readable.Count > 0)
            {
                var request = new FaultRequest { Ids = [readable[number % readable.Count]] };
                AssertSame(await without.FaultAsync(request), await with.FaultAsync(request));
            }
            else if (action == 16 && readable.Count > 0)
            {
                var id = readable[number % readable.Count];
                readable.Remove(id);
                Assert.Equal(await without.EraseAsync([id]), await with.EraseAsync([id]));
            }
            else
            {
                await AssertSameRenderAsync(plain, without, mixed, with);
            }

            Assert.Equal(without.Table.Count, with.Table.Count);
            Assert.Equal(without.Table.List(0, int.MaxValue).Select(StateOf), with.Table.List(0, int.MaxValue).Select(StateOf));
        }
    }

    private static PageDraft Draft(int number, string word, int size) =>
        MemoryBench.Message(string.Join(' ', Enumerable.Range(0, (size % 60) + 1).Select(i => $"filler{i}").Prepend(word))) with { Key = $"key-{number}" };

    private static string StateOf(PageTableEntry entry) => $"{entry.Kind} {entry.State} {entry.Tokens} {(entry.Kind == PageKind.Summary ? "" : entry.Id)}";

    private static void AssertSame(FaultResult expected, FaultResult actual)
    {
        Assert.Equal(expected.BroughtIn, actual.BroughtIn);
        Assert.Equal(expected.AlreadyResident, actual.AlreadyResident);
        Assert.Equal(expected.LeftOut, actual.LeftOut);
    }

    private static async Task AssertSameRenderAsync(MemoryBench plain, IAddressSpace without, MemoryBench mixed, IAddressSpace with)
    {
        var expected = await plain.RenderAsync(without, options: Options);
        var actual = await mixed.RenderAsync(with, options: Options);
        Assert.Equal(expected.Receipt.Epoch, actual.Receipt.Epoch);
        Assert.Equal(expected.Receipt.BoundTokens, actual.Receipt.BoundTokens);
        Assert.Equal(expected.Receipt.LeftOut.Count, actual.Receipt.LeftOut.Count);
        Assert.Equal(expected.Messages.Select(message => message.Text), actual.Messages.Select(message => message.Text));
        Assert.DoesNotContain(actual.Messages, message => message.Text.Contains("secretword", StringComparison.Ordinal));
    }
}
