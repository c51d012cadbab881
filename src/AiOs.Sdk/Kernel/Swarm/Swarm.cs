using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Small pieces to let several agents work together: one task, a pipeline, a vote, a handoff. Each is a few spawns and asks.</summary>
/// <remarks>
/// <para>
/// Where the specs bear keys and the kernel keeps a journal, the host's code can run again from its beginning after a kill: what was
/// answered is known, and what was open goes on. An orchestrator is a spec with <see cref="AgentSpec.HasProcessTools"/> and
/// <see cref="AgentSpec.Specialists"/>.
/// </para>
/// <para>Threads: may be called from any thread.</para>
/// </remarks>
public static class Swarm
{
    private const string TaskMessage = "task";

    /// <summary>Gives a task to a new agent, and waits for its answer; then the agent exits.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="spec">The agent.</param>
    /// <param name="task">The task.</param>
    /// <param name="label">The task's label; null for the user's.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>The answer, with its label.</returns>
    /// <exception cref="AiOsException">The turn failed.</exception>
    public static async Task<TurnCompleted> RunTaskAsync(
        this IKernel kernel, AgentSpec spec, string task, SecurityLabel? label = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentException.ThrowIfNullOrEmpty(task);
        var agent = await kernel.SpawnAsync(spec with { IsOneShot = true }, cancellationToken).ConfigureAwait(false);
        var message = new ChatMessage(ChatRole.User, task) { MessageId = spec.Key is null ? null : TaskMessage };
        var end = await EndOfAsync(agent, message, label, isOurs: spec.Key is null, cancellationToken).ConfigureAwait(false);
        return end switch
        {
            TurnCompleted completed => completed,
            TurnFailed failed => throw new ProcessException(
                agent.Id, $"Agent '{spec.Name}' did not finish its task: {failed.Error.Message}", failed.Error),
            _ => throw new ProcessException(agent.Id, $"Agent '{spec.Name}' ended without an answer."),
        };
    }

    // Called off before its turn began, the agent would wait for ever for another task. One with a key others may wait for.
    private static async Task<AgentEvent?> EndOfAsync(
        AgentProcess agent, ChatMessage message, SecurityLabel? label, bool isOurs, CancellationToken cancellationToken)
    {
        try
        {
            AgentEvent? last = null;
            await foreach (var happening in agent.RunAsync(message, label, cancellationToken).ConfigureAwait(false))
            {
                last = happening;
            }

            return last;
        }
        catch when (isOurs)
        {
            await agent.KillAsync("its task was called off").ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets agents work one after another: the answer of each is the task of the next.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="stages">The agents, one or more.</param>
    /// <param name="task">The task of the first.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The answer of the last. Its label holds what every stage has read.</returns>
    /// <exception cref="AiOsException">A stage failed; those after it were not begun.</exception>
    public static async Task<TurnCompleted> PipelineAsync(
        this IKernel kernel, IReadOnlyList<AgentSpec> stages, string task, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentOutOfRangeException.ThrowIfZero(stages.Count, nameof(stages));
        var last = await kernel.RunTaskAsync(stages[0], task, label: null, cancellationToken).ConfigureAwait(false);
        foreach (var stage in stages.Skip(1))
        {
            last = await kernel.RunTaskAsync(stage, last.Message.Text, last.Label, cancellationToken).ConfigureAwait(false);
        }

        return last;
    }

    /// <summary>Gives one task to several agents at once, and takes the answer that most of them give.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="voters">The agents, one or more.</param>
    /// <param name="task">The task.</param>
    /// <param name="normalize">Gives what two answers are compared by; null for their text without surrounding space, in any case.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The result. Of equal counts the answer of the earlier voter wins; a voter that fails has no vote.</returns>
    /// <exception cref="AggregateException">Every voter failed.</exception>
    public static async Task<VoteResult> VoteAsync(
        this IKernel kernel,
        IReadOnlyList<AgentSpec> voters,
        string task,
        Func<string, string>? normalize = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(voters);
        ArgumentOutOfRangeException.ThrowIfZero(voters.Count, nameof(voters));
        normalize ??= static text => text.Trim().ToUpperInvariant();
        var tasks = voters.Select(voter => kernel.RunTaskAsync(voter, task, label: null, cancellationToken)).ToList();
        var all = Task.WhenAll(tasks);
        await ((Task)all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var answers = new List<TurnCompleted>();
        foreach (var voted in tasks.Where(static voted => voted.IsCompletedSuccessfully))
        {
            answers.Add(await voted.ConfigureAwait(false));
        }

        if (answers.Count == 0)
        {
            throw all.Exception ?? new AggregateException($"None of {voters.Count} voters answered.");
        }

        // Ordering is stable, so that of equal counts the earlier stays first.
        var winner = answers.GroupBy(answer => normalize(answer.Message.Text), StringComparer.Ordinal)
            .OrderByDescending(static group => group.Count()).First();
        return new VoteResult(winner.First(), winner.Count(), answers.Count, voters.Count);
    }

    /// <summary>Lets agents hand a task on until one of them answers it.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="agents">The agents; each may hand over to those that its <see cref="AgentSpec.Handoffs"/> names, by name.</param>
    /// <param name="task">The task, for the first of them.</param>
    /// <param name="maxHandoffs">The most handoffs. Above 0, by default 8.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="ProcessException">It was handed on too often, or to nobody that is here.</exception>
    public static async Task<TurnCompleted> HandoffAsync(
        this IKernel kernel,
        IReadOnlyList<AgentSpec> agents,
        string task,
        int maxHandoffs = 8,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(agents);
        ArgumentOutOfRangeException.ThrowIfZero(agents.Count, nameof(agents));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxHandoffs);
        var current = agents[0];
        SecurityLabel? label = null;
        for (int handoff = 0; ; handoff++)
        {
            string? key = current.Key is null ? null : $"{current.Key}/{handoff}";
            var answer = await kernel.RunTaskAsync(current with { Key = key }, task, label, cancellationToken).ConfigureAwait(false);
            if (answer.HandedTo() is not { } target)
            {
                return answer;
            }

            current = handoff < maxHandoffs ? agents.FirstOrDefault(agent => agent.Name == target) : null;
            if (current is null)
            {
                throw new ProcessException(
                    answer.Process, $"The task was handed to '{target}' after {handoff} handoffs: nobody of this name is here, or the limit of "
                    + $"{maxHandoffs} is reached.");
            }

            (task, label) = (answer.Message.Text, answer.Label);
        }
    }

    /// <summary>Tells to whom an answer hands its task over.</summary>
    /// <param name="answer">The answer.</param>
    /// <returns>The agent's name, or null for an answer that stands.</returns>
    public static string? HandedTo(this TurnCompleted answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Message.AdditionalProperties?.TryGetValue(PastEvents.HandoffProperty, out object? target) == true
            ? target?.ToString()
            : null;
    }

    /// <summary>Lets an agent run on the first model of the store that is good at something.</summary>
    /// <param name="spec">The agent.</param>
    /// <param name="capabilities">What the model must be good at, by the names in its manifest.</param>
    /// <returns>The specialist's spec.</returns>
    public static AgentSpec OnModelWith(this AgentSpec spec, params IReadOnlyList<string> capabilities)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(capabilities);
        return spec with { Model = spec.Model with { Id = null, Capabilities = [.. capabilities] } };
    }
}
