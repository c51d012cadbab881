using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AiOs;

/// <summary>
/// Processes taken back and parted at random steps, in the middle of turns too, asked again and started again, against a model that is
/// a list of words for each step. Each case is replayable by its seed.
/// </summary>
public sealed class RewindTests
{
    private const int Seeds = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AtAnyStep_AProcessIsTakenBackAndParted_AndStaysSo(bool keepsPages)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            await new History(seed, keepsPages).RunAsync();
        }
    }

    /// <summary>What the model knows of a process: what was said until the end of each of its steps.</summary>
    private sealed class Life(AgentProcess process, IReadOnlyList<string> inherited)
    {
        public AgentProcess Process { get; set; } = process;

        public List<(StepId Step, IReadOnlyList<string> Words)> Steps { get; } = [];

        public IReadOnlyList<string> Words => Steps.Count == 0 ? inherited : Steps[^1].Words;

        /// <summary>Gets or sets whether its memory has something that no journal of its own tells again.</summary>
        public bool HasInherited { get; init; }
    }

    private sealed class History(int seed, bool keepsPages)
    {
        private readonly Random _random = new(seed);
        private readonly InMemoryProcessJournal _journal = new();
        private readonly MemoryPageStore _pages = new();
        private readonly List<Life> _lives = [];
        private KernelBench? _bench;
        private int _asked;

        private IProcessHistory Past => _bench!.Services.GetRequiredService<IProcessHistory>();

        public async Task RunAsync()
        {
            Start();
            _lives.Add(new Life(await _bench!.Kernel.SpawnAsync(new AgentSpec()), []));
            for (int action = 0; action < 14; action++)
            {
                var life = _lives[_random.Next(_lives.Count)];
                switch (_random.Next(8))
                {
                    case < 4:
                        await AskAsync(life);
                        break;
                    case 4 when life.Steps.Count > 0:
                        await ForkAsync(life);
                        break;
                    case 5 or 6 when life.Steps.Count > 0:
                        await RewindAsync(life);
                        break;
                    case 7:
                        await RestartAsync();
                        break;
                    default:
                        break;
                }

                await CompareAsync(action);
            }

            await _bench!.DisposeAsync();
        }

        // "ask 7, 3 steps": calls twice and answers; the words of each step are known beforehand.
        private async Task AskAsync(Life life)
        {
            int steps = _random.Next(1, 5);
            string ask = $"ask {++_asked}, {steps} steps";
            var words = life.Words.Append(ask).ToList();
            string answer = (await life.Process.AskAsync(ask)).Text;
            Assert.Equal($"answer {_asked}", answer);
            long turn = life.Steps.Count == 0 ? 0 : life.Steps[^1].Step.Turn;
            var known = await Past.ListStepsAsync(life.Process);
            var fresh = known.Skip(life.Steps.Count).ToList();
            Assert.Equal(steps, fresh.Count);
            Assert.All(fresh, step => Assert.True(step.Turn > turn && step.Turn == fresh[0].Turn, $"Seed {seed}: {step} after turn {turn}."));
            for (int step = 1; step <= steps; step++)
            {
                words.AddRange(step < steps ? [$"call {_asked}.{step}", $"did {_asked}.{step}"] : [answer]);
                life.Steps.Add((fresh[step - 1], words.ToList()));
            }
        }

        private async Task ForkAsync(Life life)
        {
            var (step, words) = life.Steps[_random.Next(life.Steps.Count)];
            _lives.Add(new Life(await _bench!.Kernel.ForkAsync(life.Process, step), words) { HasInherited = true });
        }

        private async Task RewindAsync(Life life)
        {
            int index = _random.Next(life.Steps.Count);
            await Past.RewindAsync(life.Process, life.Steps[index].Step);
            life.Steps.RemoveRange(index + 1, life.Steps.Count - index - 1);
        }

        // With pages in memory only, what a fork inherited ends with the program: such lives are left out from then on.
        private async Task RestartAsync()
        {
            await _bench!.DisposeAsync();
            Start();
            var resumed = (await Past.ResumeAsync()).ToDictionary(static process => process.Id);
            Assert.Equal(_lives.Select(static life => life.Process.Id.Value).Order(), resumed.Keys.Select(static id => id.Value).Order());
            _lives.ForEach(life => life.Process = resumed[life.Process.Id]);
            if (!keepsPages)
            {
                foreach (var life in _lives.Where(static life => life.HasInherited))
                {
                    await life.Process.KillAsync("its memory is gone");
                }

                _lives.RemoveAll(static life => life.HasInherited);
            }
        }

        private async Task CompareAsync(int action)
        {
            foreach (var life in _lives)
            {
                var steps = await Past.ListStepsAsync(life.Process);
                Assert.True(steps.SequenceEqual(life.Steps.Select(static entry => entry.Step)), $"Seed {seed}, action {action}: other steps.");
                Assert.Equal(life.Words, await WordsAsync(life.Process));
            }
        }

        private async Task<List<string>> WordsAsync(AgentProcess process)
        {
            var store = _bench!.Services.GetRequiredService<IPageStore>();
            var words = new List<string>();
            foreach (var entry in process.Memory.Table.List(0, int.MaxValue))
            {
                words.AddRange((await store.ReadAsync(entry.Id))!.GetMessages().Select(WordsOf));
            }

            return words;
        }

        private void Start() => _bench = new KernelBench(
            new ScriptedChatClient((request, _) => ValueTask.FromResult(Answer([.. request.Messages]))),
            builder =>
            {
                builder.AddSingleton<IProcessJournal>(_journal);
                if (keepsPages)
                {
                    builder.AddSingleton<IPageStore>(new KeptPages(_pages));
                }

                builder.AddTool((string what) => "did " + what, "work", configure: static tool => tool with { Effects = ToolEffects.None });
            });

        private static ChatResponse Answer(IReadOnlyList<ChatMessage> messages)
        {
            int asked = messages.Count - 1;
            while (!messages[asked].Text.StartsWith("ask ", StringComparison.Ordinal))
            {
                asked--;
            }

            string[] ask = messages[asked].Text.Split(' ', ',');
            int step = ((messages.Count - asked - 1) / 2) + 1;
            string what = $"{ask[1]}.{step}";
            return step < int.Parse(ask[3], CultureInfo.InvariantCulture)
                ? ScriptedChatClient.Calls(KernelBench.Call("call " + what, "work", ("what", what)))
                : ScriptedChatClient.Text($"answer {ask[1]}");
        }

        private static string WordsOf(ChatMessage message) => message.Contents[0] switch
        {
            FunctionCallContent call => call.CallId,
            FunctionResultContent result => result.Result!.ToString()!,
            _ => message.Text,
        };
    }
}
