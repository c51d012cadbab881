using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>What a lexical index holds: words with their lists, pages and sessions with what questions ask of them.</summary>
/// <remarks>
/// Pages are numbered in the order of their coming, without holes: what is to be forgotten, or not to be seen, is left out by making another
/// store of the rest, which is the very store that the rest alone would have made. Threads: read by many while nobody writes.
/// </remarks>
internal sealed class RecallStore
{
    private const int MaxSessionPages = 64; // What a search reads around a page has an end.
    private static readonly long SessionGapTicks = TimeSpan.FromHours(1).Ticks;
    private readonly Dictionary<int, int> _counts = []; // Of the page being read.
    private readonly List<int> _order = [];
    private readonly Dictionary<int, int> _rareReaders = []; // By page, where a document has no room for the number.

    /// <param name="shared">The ids of the space by position, where they are not to be kept again.</param>
    public RecallStore(PageIdIndex? shared = null)
    {
        Ids = RecallIds.Over(shared);
        Timeline = new RecallTimeline(Documents);
    }

    public TermTable Terms { get; } = new();

    public RecallIds Ids { get; private set; }

    public ChunkedArray<RecallDocument> Documents { get; } = new();

    /// <summary>Gets the lengths of the pages once more: of most pages that a search meets it reads nothing else, and here many share a cache line.</summary>
    public ChunkedArray<ushort> Lengths { get; } = new();

    public ChunkedArray<RecallSession> Sessions { get; } = new();

    public RecallNames Names { get; } = new();

    public RecallTimeline Timeline { get; }

    /// <summary>Gets the numbers of sets of readers that are too great for a document, by page.</summary>
    public IReadOnlyDictionary<int, int> RareReaders => _rareReaders;

    /// <summary>Gets on how many sessions' dates each part of a date occurs.</summary>
    public Dictionary<CalendarPart, int> CalendarCounts { get; } = [];

    public long TotalLength { get; private set; }

    public float AverageLength => Math.Max(1, (float)TotalLength / Math.Max(1, Documents.Count));

    public float AverageSessionLength => Math.Max(1, (float)TotalLength / Math.Max(1, Sessions.Count));

    /// <summary>Gives the number of the set of a page's readers.</summary>
    public int ReadersOf(int page) =>
        Documents[page].Readers is var number && number < RecallDocument.MaxReaders ? number : _rareReaders[page];

    public void Add(Page page)
    {
        if (Ids.Find(page.Id) >= 0)
        {
            return;
        }

        var (author, text) = WordsOf(page);
        var document = new RecallDocument
        {
            UtcTicks = page.Time.UtcTicks,
            OffsetMinutes = (short)page.Time.TotalOffsetMinutes,
            Author = Names.NumberOf(author),
            AskShare = Sentences.AskShare(text),
            Traits = page.Kind == PageKind.Document ? RecallTraits.IsDocument : RecallTraits.None,
        };
        Read(text, DateOnly.FromDateTime(page.Time.DateTime), ref document);
        Append(page.Id, PlaceOf(page.Source), page.Label.Readers, document);
        foreach (int term in _order)
        {
            Terms.AddPage(term, Documents.Count - 1, _counts[term], document.Length);
        }
    }

    /// <summary>Gives who said a page, where it is a message, and its words.</summary>
    public static (string? Author, string Text) WordsOf(Page page)
    {
        if (page.Kind != PageKind.Message)
        {
            return (null, page.GetText());
        }

        var messages = page.GetMessages();
        bool isPlain = messages is [{ Contents: [TextContent] }];
        return (messages[0].AuthorName, isPlain ? messages[0].Text : page.GetText());
    }

    /// <summary>Makes the store of some of the pages: the same that adding only those would have made.</summary>
    public RecallStore Where(Func<int, bool> isKept)
    {
        var kept = new RecallStore(Ids.Shared);
        int[] numbers = new int[Documents.Count]; // In the new store, + 1.
        for (int page = 0; page < numbers.Length; page++)
        {
            if (isKept(page))
            {
                var document = Documents[page];
                ulong place = Sessions[document.Session].Place;
                document.Author = kept.Names.NumberOf(Names.Authors[document.Author]);
                kept.Append(Ids[page], place, Names.Readers[ReadersOf(page)], document);
                numbers[page] = kept.Documents.Count;
            }
        }

        for (int term = 0; term < Terms.Count; term++)
        {
            int keptTerm = -1;
            var cursor = Terms.CursorAt(term);
            for (int page = cursor.Next(); page != PostingCursor.End; page = cursor.Next())
            {
                if (numbers[page] > 0)
                {
                    keptTerm = keptTerm < 0 ? kept.Terms.GetOrAdd(Terms.WordAt(term)) : keptTerm;
                    kept.Terms.AddPage(keptTerm, numbers[page] - 1, cursor.Occurrences, Documents[page].Length);
                }
            }
        }

        return kept;
    }

    /// <summary>Looks ids up in a space from now on, if it has all of them.</summary>
    public void ShareIds(PageIdIndex shared) => Ids = Ids.Shared is null ? Ids.SharedWith(shared) : Ids;

    /// <summary>Appends a page without its words.</summary>
    internal void Append(PageId id, ulong place, ReaderSet readers, RecallDocument document)
    {
        Ids.Add(id);
        SetReaders(ref document, Documents.Count, Names.NumberOf(readers));
        document.Session = FindSession(place, document);
        Documents.Add(document);
        Lengths.Add(document.Length);
        TotalLength += document.Length;
        ref var session = ref Sessions[document.Session];
        session.Pages++;
        session.Length += document.Length;
    }

    /// <summary>Counts what follows from the pages and sessions, once these were loaded.</summary>
    internal void CountAgain()
    {
        for (int page = 0; page < Documents.Count; page++)
        {
            Lengths.Add(Documents[page].Length);
        }

        for (int session = 0; session < Sessions.Count; session++)
        {
            TotalLength += Sessions[session].Length;
            CountCalendar(DateOnly.FromDayNumber(Sessions[session].Day));
        }
    }

    /// <summary>Takes the number of a page's readers that was kept because it is too great for a document.</summary>
    internal void AddRareReaders(int page, int number) => _rareReaders.Add(page, number);

    private void SetReaders(ref RecallDocument document, int page, int number)
    {
        document.Readers = (ushort)Math.Min(number, RecallDocument.MaxReaders);
        if (number >= RecallDocument.MaxReaders)
        {
            _rareReaders.Add(page, number);
        }
    }

    // A hash that is the same in every process, because checkpoints keep it: FNV-1a.
    private static ulong PlaceOf(string source)
    {
        int hash = source.IndexOf('#', StringComparison.Ordinal);
        ulong place = 14695981039346656037;
        foreach (char c in hash < 0 ? source : source.AsSpan(0, hash))
        {
            place = (place ^ c) * 1099511628211;
        }

        return place;
    }

    private void Read(string text, DateOnly today, ref RecallDocument document)
    {
        _counts.Clear();
        _order.Clear();
        Span<char> buffer = stackalloc char[WordReader.BufferLength];
        var words = new WordReader(text, buffer);
        var phrase = new TimePhrase(today);
        int length = 0;
        while (words.Read())
        {
            if (!words.IsRepeat)
            {
                document.Traits |= Traits.Of(words.Folded);
                if (words.BeginsSentence)
                {
                    phrase.BeginSentence();
                }

                phrase.Read(words.Folded);
            }

            if (!words.IsStopWord)
            {
                Count(Terms.GetOrAdd(words.Stem));
                document.WordsHash += HashOf(words.Stem);
                length++;
            }
        }

        document.Length = (ushort)Math.Min(length, ushort.MaxValue);
        document.EventDay = phrase.Day;
        document.EventDays = (ushort)phrase.Days;
    }

    // Added up, so that the order of the words says nothing.
    private static uint HashOf(ReadOnlySpan<char> word)
    {
        uint hash = 2166136261;
        foreach (char c in word)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash * (hash | 1);
    }

    private void Count(int term)
    {
        ref int count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_counts, term, out bool isKnown);
        count++;
        if (!isKnown)
        {
            _order.Add(term);
        }
    }

    // A session ends where the source changes, where nothing came for an hour, or where it is long enough.
    private int FindSession(ulong place, in RecallDocument document)
    {
        if (Documents.Count > 0)
        {
            ref var previous = ref Documents[Documents.Count - 1];
            ref var open = ref Sessions[Sessions.Count - 1];
            if (open.Place == place && open.Pages < MaxSessionPages
                && Math.Abs(document.UtcTicks - previous.UtcTicks) <= SessionGapTicks)
            {
                return Sessions.Count - 1;
            }
        }

        var day = LocalDay(document);
        Sessions.Add(new RecallSession { Place = place, FirstPage = Documents.Count, Day = day.DayNumber });
        CountCalendar(day);
        return Sessions.Count - 1;
    }

    private void CountCalendar(DateOnly day)
    {
        for (var unit = CalendarUnit.Year; unit <= CalendarUnit.Weekday; unit++)
        {
            var part = CalendarWords.PartOf(day, unit);
            CalendarCounts[part] = CalendarCounts.GetValueOrDefault(part) + 1;
        }
    }

    private static DateOnly LocalDay(in RecallDocument document) => DateOnly.FromDateTime(
        new DateTimeOffset(document.UtcTicks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(document.OffsetMinutes)).DateTime);
}
