using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a lexical index holds: words with their lists, pages and sessions with what questions ask of them.</summary>
/// <remarks>Threads: read by many while nobody writes.</remarks>
internal sealed class RecallStore
{
    private static readonly TimeSpan SessionGap = TimeSpan.FromHours(1);
    private readonly Dictionary<string, ushort> _authorNumbers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<ReaderSet, ushort> _readerNumbers = [];
    private readonly List<ReaderSet> _readers = [];
    private readonly HashSet<int> _emptied = [];
    private string _lastSource = "";

    public RecallVocabulary Vocabulary { get; } = new();

    public PageIdIndex Ids { get; } = new();

    public ChunkedArray<RecallDocument> Documents { get; } = new();

    public ChunkedArray<RecallSession> Sessions { get; } = new();

    /// <summary>Gets on how many sessions' dates each part of a date occurs.</summary>
    public Dictionary<CalendarPart, int> CalendarCounts { get; } = [];

    public IReadOnlyList<ReaderSet> Readers => _readers;

    public long TotalLength { get; private set; }

    public int LiveCount { get; private set; }

    public void Add(Page page)
    {
        if (Ids.Find(page.Id) >= 0)
        {
            return;
        }

        var (author, text) = WordsOf(page);
        bool opensSession = FindSession(page, out int session);
        var document = new RecallDocument
        {
            UtcTicks = page.Time.UtcTicks,
            Session = session,
            Author = NumberOf(author),
            Readers = NumberOf(page.Label.Readers),
            AskShare = Sentences.AskShare(text),
            Traits = opensSession ? RecallTraits.OpensSession : RecallTraits.None,
        };
        int number = Ids.Add(page.Id);
        Index(text, number, ref document);
        Documents.Add(document);
        TotalLength += document.Length;
        LiveCount++;
    }

    public int Remove(IReadOnlyCollection<PageId> ids)
    {
        var removed = ids.Select(Ids.Find).Where(static number => number >= 0).ToHashSet();
        if (removed.Count == 0)
        {
            return 0;
        }

        foreach (int number in removed)
        {
            Ids.Remove(Ids[number]);
            ref var document = ref Documents[number];
            TotalLength -= document.Length;
            Sessions[document.Session].Length -= document.Length;
            document = new RecallDocument { Session = document.Session, Traits = RecallTraits.IsRemoved };
            LiveCount--;
        }

        // A session's own list keeps counts of all its pages, so it is dropped whole; its other pages are found by themselves.
        _emptied.UnionWith(removed.Select(number => Documents[number].Session));
        Vocabulary.RemoveAll(removed.Contains, _emptied.Contains);
        return removed.Count;
    }

    /// <summary>Finds the author whose name a word is; whole names and first names count.</summary>
    public ushort FindAuthor(ReadOnlySpan<char> word) =>
        _authorNumbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out ushort number) ? number : (ushort)0;

    private static (string? Author, string Text) WordsOf(Page page)
    {
        if (page.Kind != PageKind.Message)
        {
            return (null, page.GetText());
        }

        var messages = page.GetMessages();
        bool isPlain = messages is [{ Contents: [TextContent] }];
        return (messages[0].AuthorName, isPlain ? messages[0].Text : page.GetText());
    }

    private void Index(string text, int number, ref RecallDocument document)
    {
        Span<char> buffer = stackalloc char[WordReader.MaxWordLength];
        var words = new WordReader(text, buffer);
        int length = 0;
        while (words.Read())
        {
            document.Traits |= Traits.Of(words.Written);
            if (words.IsStopWord)
            {
                continue;
            }

            var term = Vocabulary.GetOrAdd(words.Stem);
            term.Pages.Add(number);
            term.Sessions.Add(document.Session);
            length++;
        }

        document.Length = (ushort)Math.Min(length, ushort.MaxValue);
        Sessions[document.Session].Length += document.Length;
    }

    // A session ends where the source changes, or where nothing came for an hour.
    private bool FindSession(Page page, out int session)
    {
        string source = page.Source;
        int hash = source.IndexOf('#', StringComparison.Ordinal);
        var place = hash < 0 ? source : source.AsSpan(0, hash);
        if (Documents.Count > 0 && place.SequenceEqual(_lastSource))
        {
            ref var previous = ref Documents[Documents.Count - 1];
            if ((previous.Traits & RecallTraits.IsRemoved) != RecallTraits.None
                || Math.Abs(page.Time.UtcTicks - previous.UtcTicks) <= SessionGap.Ticks)
            {
                session = previous.Session;
                return false;
            }
        }

        _lastSource = place.ToString();
        session = Sessions.Count;
        Sessions.Add(new RecallSession
        {
            Year = page.Time.Year,
            Month = (byte)page.Time.Month,
            Day = (byte)page.Time.Day,
            Weekday = (byte)page.Time.DayOfWeek,
        });
        var parts = new List<CalendarPart>(4);
        CalendarWords.AddParts(page.Time, parts);
        foreach (var part in parts)
        {
            CalendarCounts[part] = CalendarCounts.GetValueOrDefault(part) + 1;
        }

        return true;
    }

    private ushort NumberOf(string? author)
    {
        if (string.IsNullOrWhiteSpace(author) || _authorNumbers.Count >= ushort.MaxValue - 1)
        {
            return 0;
        }

        if (!_authorNumbers.TryGetValue(author, out ushort number))
        {
            number = (ushort)(_authorNumbers.Values.DefaultIfEmpty().Max() + 1);
            _authorNumbers.Add(author, number);
            _authorNumbers.TryAdd(author.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], number);
        }

        return number;
    }

    private ushort NumberOf(ReaderSet readers)
    {
        if (!_readerNumbers.TryGetValue(readers, out ushort number))
        {
            number = checked((ushort)_readers.Count);
            _readers.Add(readers);
            _readerNumbers.Add(readers, number);
        }

        return number;
    }
}
