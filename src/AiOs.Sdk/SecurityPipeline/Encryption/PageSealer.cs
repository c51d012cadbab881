using Microsoft.Extensions.AI;

namespace AiOs;

/// <summary>Turns a page into a page whose only message is its encrypted record, and back.</summary>
internal sealed class PageSealer(string tenant)
{
    private const string Purpose = "aios/page/1";

    /// <summary>Seals a page. The same page and key give the same sealed page: a key seals one page only.</summary>
    public Page Seal(Page page, byte[] key)
    {
        byte[] sealedRecord = new byte[page.Record.Length + Aead.TagBytes];
        Aead.Seal(key, Aead.OnlyNonce, page.Record.Span, sealedRecord, Binding(page.Id));
        var draft = new PageDraft
        {
            Messages = [new ChatMessage(ChatRole.User, Convert.ToBase64String(sealedRecord))],
            Label = SecurityLabel.System, // The true label is inside.
        };
        return Page.Create(draft, "", DateTimeOffset.UnixEpoch);
    }

    /// <summary>Opens a sealed page.</summary>
    /// <exception cref="PageCorruptException">It is not the page that was sealed.</exception>
    public Page Open(Page inner, PageId id, byte[] key)
    {
        byte[] sealedRecord = new byte[inner.Record.Length];
        if (Convert.TryFromBase64String(inner.GetMessages()[0].Text, sealedRecord, out int length) && length >= Aead.TagBytes)
        {
            byte[] record = new byte[length - Aead.TagBytes];
            if (Aead.TryOpen(key, Aead.OnlyNonce, sealedRecord.AsSpan(0, length), record, Binding(id)))
            {
                return Page.Read(id, record);
            }
        }

        throw new PageCorruptException(id, "its encrypted record is not the one that was sealed");
    }

    private byte[] Binding(PageId id) => Aead.Bind(Purpose, tenant, id.ToString());
}
