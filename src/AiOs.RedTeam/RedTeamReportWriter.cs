using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace AiOs;

/// <summary>Writes reports: as text for people, as JSON, as SARIF 2.1.0 for code scanners, as JUnit XML for build servers.</summary>
/// <remarks>The same report gives the same bytes: nothing in it depends on the time. Threads: stateless.</remarks>
public static class RedTeamReportWriter
{
    /// <summary>Gets the formats: <c>text</c>, <c>json</c>, <c>sarif</c>, <c>junit</c>.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["text", "json", "sarif", "junit"];

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <returns>The text.</returns>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static string Write(RedTeamReport report, string format)
    {
        ArgumentNullException.ThrowIfNull(report);
        return format switch
        {
            "text" => Text(report),
            "json" => Json(writer => WriteJson(writer, report)),
            "sarif" => Json(writer => WriteSarif(writer, report)),
            "junit" => JUnit(report),
            _ => throw new ArgumentException($"There is no format '{format}'; {string.Join(", ", Formats)} are.", nameof(format)),
        };
    }

    private static string Text(RedTeamReport report)
    {
        var text = new StringBuilder();
        foreach (var group in report.Attempts.GroupBy(static attempt => attempt.Probe.Name, StringComparer.Ordinal))
        {
            int findings = group.Count(static attempt => attempt.Outcome == RedTeamOutcome.Finding);
            text.Append(CultureInfo.InvariantCulture, $"{(findings > 0 ? "FAIL" : "ok  ")} {group.Key}: {findings} of {group.Count()} got through")
                .Append(CultureInfo.InvariantCulture, $" [{string.Join(", ", group.First().Probe.Tags)}]\n");
            foreach (var attempt in group.Where(static attempt => attempt.Outcome is RedTeamOutcome.Finding or RedTeamOutcome.Error))
            {
                text.Append(CultureInfo.InvariantCulture, $"       {attempt.Mutation}: {attempt.Detail}\n");
            }
        }

        return text.Append(
            CultureInfo.InvariantCulture,
            $"{report.Count(RedTeamOutcome.Finding)} findings, {report.Count(RedTeamOutcome.Withstood)} withstood, ")
            .Append(CultureInfo.InvariantCulture, $"{report.Count(RedTeamOutcome.NotJudged)} not judged, ")
            .Append(CultureInfo.InvariantCulture, $"{report.Count(RedTeamOutcome.Error)} errors (seed {report.Seed})\n")
            .ToString();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteJson(Utf8JsonWriter writer, RedTeamReport report)
    {
        writer.WriteStartObject();
        writer.WriteNumber("seed", report.Seed);
        writer.WriteNumber("findings", report.Count(RedTeamOutcome.Finding));
        writer.WriteNumber("errors", report.Count(RedTeamOutcome.Error));
        writer.WriteStartArray("attempts");
        foreach (var attempt in report.Attempts)
        {
            writer.WriteStartObject();
            writer.WriteString("probe", attempt.Probe.Name);
            writer.WriteString("mutation", attempt.Mutation);
            writer.WriteString("outcome", attempt.Outcome.ToString());
            writer.WriteString("detail", attempt.Detail);
            WriteTags(writer, attempt.Probe);
            writer.WriteString("prompt", attempt.Prompt);
            writer.WriteString("answer", attempt.Answer);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTags(Utf8JsonWriter writer, RedTeamProbe probe)
    {
        writer.WriteStartArray("tags");
        foreach (string tag in probe.Tags)
        {
            writer.WriteStringValue(tag);
        }

        writer.WriteEndArray();
    }

    private static void WriteSarif(Utf8JsonWriter writer, RedTeamReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        writer.WriteString("version", "2.1.0");
        writer.WriteStartArray("runs");
        writer.WriteStartObject();
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "aios-redteam");
        writer.WriteStartArray("rules");
        foreach (var probe in report.Attempts.Select(static attempt => attempt.Probe).DistinctBy(static probe => probe.Name))
        {
            writer.WriteStartObject();
            writer.WriteString("id", probe.Name);
            WriteMessage(writer, "shortDescription", probe.Goal);
            writer.WriteStartObject("properties");
            WriteTags(writer, probe);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("results");
        foreach (var attempt in report.Attempts.Where(static attempt => attempt.Outcome is RedTeamOutcome.Finding or RedTeamOutcome.Error))
        {
            writer.WriteStartObject();
            writer.WriteString("ruleId", attempt.Probe.Name);
            writer.WriteString("level", attempt.Outcome == RedTeamOutcome.Finding ? "error" : "warning");
            WriteMessage(writer, "message", $"{attempt.Probe.Goal} Mutation: {attempt.Mutation}; {attempt.Detail}.");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", text);
        writer.WriteEndObject();
    }

    private static string JUnit(RedTeamReport report)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, CheckCharacters = false }))
        {
            writer.WriteStartElement("testsuite");
            writer.WriteAttributeString("name", "aios-redteam");
            writer.WriteAttributeString("tests", Number(report.Attempts.Count));
            writer.WriteAttributeString("failures", Number(report.Count(RedTeamOutcome.Finding)));
            writer.WriteAttributeString("errors", Number(report.Count(RedTeamOutcome.Error)));
            writer.WriteAttributeString("skipped", Number(report.Count(RedTeamOutcome.NotJudged)));
            for (int i = 0; i < report.Attempts.Count; i++)
            {
                var attempt = report.Attempts[i];
                writer.WriteStartElement("testcase");
                writer.WriteAttributeString("classname", Xml(attempt.Probe.Name));
                writer.WriteAttributeString("name", Xml($"{i + 1} {attempt.Mutation}"));
                string? element = attempt.Outcome switch
                {
                    RedTeamOutcome.Finding => "failure",
                    RedTeamOutcome.Error => "error",
                    RedTeamOutcome.NotJudged => "skipped",
                    _ => null,
                };
                if (element is not null)
                {
                    writer.WriteStartElement(element);
                    writer.WriteAttributeString("message", Xml(attempt.Detail));
                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        return text.Append('\n').ToString();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // XML has no place for most control characters and half pairs, and details may quote an answer.
    private static string Xml(string text) => string.Concat(text.EnumerateRunes().Select(static rune =>
        rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xFFFE and not 0xFFFF) ? rune.ToString() : "\uFFFD"));
}
