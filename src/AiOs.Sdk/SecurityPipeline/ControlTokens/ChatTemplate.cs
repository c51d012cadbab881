using System.Text;
using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>How a model that takes one long text expects messages, with control tokens that no message can write. Immutable.</summary>
/// <remarks>
/// <para>
/// The prompt is, for each message, <see cref="TurnStart"/>, the role, <see cref="RoleEnd"/>, the text and <see cref="TurnEnd"/>; then
/// <see cref="AnswerStart"/>. These four are the host's; everything else is text that others may have written, the role included.
/// </para>
/// <para>Threads: any.</para>
/// </remarks>
public sealed record ChatTemplate
{
    /// <summary>Gets the format of ChatML, as Qwen and others use it.</summary>
    public static ChatTemplate ChatMl { get; } = new()
    {
        TurnStart = "<|im_start|>",
        RoleEnd = "\n",
        TurnEnd = "<|im_end|>\n",
        AnswerStart = "<|im_start|>assistant\n",
        ControlTokens = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"],
    };

    /// <summary>Gets the format of Llama 3.</summary>
    public static ChatTemplate Llama3 { get; } = new()
    {
        PromptStart = "<|begin_of_text|>",
        TurnStart = "<|start_header_id|>",
        RoleEnd = "<|end_header_id|>\n\n",
        TurnEnd = "<|eot_id|>",
        AnswerStart = "<|start_header_id|>assistant<|end_header_id|>\n\n",
        ControlTokens =
        [
            "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>", "<|python_tag|>",
        ],
    };

    /// <summary>Gets what opens the prompt. By default nothing.</summary>
    public string PromptStart { get; init; } = "";

    /// <summary>Gets what opens a message, before its role.</summary>
    public required string TurnStart { get; init; }

    /// <summary>Gets what stands between a role and the message's text.</summary>
    public required string RoleEnd { get; init; }

    /// <summary>Gets what closes a message.</summary>
    public required string TurnEnd { get; init; }

    /// <summary>Gets what opens the answer. By default nothing.</summary>
    public string AnswerStart { get; init; } = "";

    /// <summary>Gets every text that the runtime takes for a control token, those that the template does not use included.</summary>
    public required IReadOnlyList<string> ControlTokens { get; init; }

    /// <summary>Renders messages as text for a runtime that looks for control tokens in it.</summary>
    /// <param name="messages">The messages; their text is what <see cref="ChatMessage.Text"/> gives.</param>
    /// <returns>The prompt: every control token in it is one of the template's own.</returns>
    /// <exception cref="ArgumentException">A control token is too short, too long or holds U+2060.</exception>
    public string Render(IEnumerable<ChatMessage> messages)
    {
        var parts = Parts(messages);
        var escaper = new ControlTokenEscaper(ControlTokens);
        var prompt = new StringBuilder();
        for (int i = 0; i < parts.Count; i++)
        {
            var (text, isControl) = parts[i];
            string after = string.Concat(parts.Skip(i + 1).TakeWhile(part => part.IsControl || part.Text.Length == 0).Select(part => part.Text));
            prompt.Append(isControl ? text : escaper.Escape(text, Tail(prompt), after));
        }

        return prompt.ToString();
    }

    /// <summary>Encodes messages as token ids, for a runtime that takes ids.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="tokenizer">The tokenizer, with the control tokens among its special tokens.</param>
    /// <returns>The ids: a special one stands only where the template has it.</returns>
    /// <remarks>By construction: only the template's own parts are read with special tokens; text is merged from ordinary ranks alone.</remarks>
    public int[] Encode(IEnumerable<ChatMessage> messages, BytePairTokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        var ids = new List<int>();
        foreach (var (text, isControl) in Parts(messages))
        {
            int[] buffer = new int[text.Length * 3];
            int count = isControl ? tokenizer.Encode(text, buffer) : tokenizer.EncodeOrdinary(text, buffer);
            ids.AddRange(buffer.AsSpan(0, count));
        }

        return [.. ids];
    }

    private static string Tail(StringBuilder prompt)
    {
        int start = Math.Max(0, prompt.Length - ControlTokenEscaper.MaxTokenLength);
        return prompt.ToString(start, prompt.Length - start);
    }

    private List<(string Text, bool IsControl)> Parts(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var parts = new List<(string, bool)> { (PromptStart, true) };
        foreach (var message in messages)
        {
            parts.AddRange([(TurnStart, true), (message.Role.Value, false), (RoleEnd, true), (message.Text, false), (TurnEnd, true)]);
        }

        parts.Add((AnswerStart, true));
        return parts;
    }
}
