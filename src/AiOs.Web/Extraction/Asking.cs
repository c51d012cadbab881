using AngleSharp.Dom;

namespace AiOs;

/// <summary>Tells the boxes in which a page asks its reader for something: an address, a login, a subscription, consent.</summary>
internal static class Asking
{
    private const int MaxCharacters = 400; // A box that asks has a sentence or two, and is no part of a text.
    private const int MaxConsentCharacters = 1_500; // Lawyers need more.
    private const int MaxLinks = 3; // A list of pages may hold the one to log in on.

    private static readonly HashSet<string> Doors = new(StringComparer.OrdinalIgnoreCase)
    {
        "subscribe", "subscription", "subscriptions", "signup", "sign-up", "register", "registration", "login", "log-in", "signin", "sign-in",
        "newsletter", "newsletters", "membership", "abo", "abonnement", "abonnieren", "anmelden", "abonner", "sinscrire", "suscripcion",
        "suscribete", "registro", "abbonati", "donate",
    };

    private static readonly string[] Agreeing =
    [
        "accept", "agree", "consent", "reject", "privacy", "personal data", "zustimm", "einwillig", "datenschutz", "akzeptier", "accepte",
        "consentement", "aceptar", "acepta", "privacidad", "accetta", "соглас", "同意",
    ];

    /// <summary>Tells whether something can be typed into the element.</summary>
    /// <remarks>Check boxes and buttons are not among them: lists of tasks and blocks of code have those.</remarks>
    public static bool IsField(IElement element) =>
        element.LocalName == "textarea"
        || (element.LocalName == "input" && element.GetAttribute("type") is null or "" or "text" or "email" or "tel" or "search" or "password");

    /// <summary>Tells whether the element is a button.</summary>
    public static bool IsButton(IElement element) =>
        element.LocalName == "button" || (element.LocalName == "input" && element.GetAttribute("type") is "button" or "submit");

    /// <summary>Tells whether a link leads to where people join, subscribe or log in.</summary>
    public static bool IsDoor(IElement anchor)
    {
        var path = anchor.GetAttribute("href").AsSpan();
        int end = path.IndexOfAny('?', '#');
        path = (end < 0 ? path : path[..end]).TrimEnd('/');
        path = path[(path.LastIndexOf('/') + 1)..];
        int dot = path.IndexOf('.');
        return Doors.GetAlternateLookup<ReadOnlySpan<char>>().Contains(dot < 0 ? path : path[..dot]);
    }

    /// <summary>Tells whether a block asks for something to be typed in, or shows the way to where that is done.</summary>
    public static bool IsBox(ContentNode block) =>
        block.Characters <= MaxCharacters
        && ((block.HasField && block.Tag is "div" or "section" or "p" or "li" or "ul" or "article")
            || (block.HasDoor && block.Prose > 0 && block.Links <= MaxLinks && block.Tag is "div" or "section"));

    /// <summary>Tells whether a block asks for consent to cookies.</summary>
    public static bool IsConsent(ContentNode block)
    {
        if (!block.HasButton || block.Characters > MaxConsentCharacters || block.Tag is not ("div" or "section" or "form" or "aside"))
        {
            return false;
        }

        string text = string.Join(' ', block.Runs().Select(static run => run.Text));
        return text.Contains("cookie", StringComparison.OrdinalIgnoreCase)
            && Array.Exists(Agreeing, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
