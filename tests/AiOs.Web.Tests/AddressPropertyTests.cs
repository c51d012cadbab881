using System.Buffers.Binary;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace AiOs;

/// <summary>Addresses in every form that somebody may write: judged alike, refused or read, and never an error of the parser's.</summary>
public sealed class AddressPropertyTests
{
    private static readonly Uri Page = new("https://site.example/a/b.html?c");

    // Where the networks that are not public begin and end, and one beside.
    private static readonly Gen<uint> Addresses =
        from edge in Gen.Elements(
            "0.0.0.0", "10.0.0.0", "11.0.0.0", "100.64.0.0", "100.128.0.0", "127.0.0.0", "128.0.0.0", "168.63.129.16", "168.63.129.17", "169.254.0.0",
            "169.255.0.0", "172.16.0.0", "172.32.0.0", "192.0.0.0", "192.0.1.0", "192.0.2.0", "192.168.0.0", "192.169.0.0", "198.18.0.0", "198.20.0.0",
            "198.51.100.0", "198.51.101.0", "203.0.113.0", "203.0.114.0", "224.0.0.0", "240.0.0.0", "8.8.8.8", "255.255.255.255")
        from off in Gen.Choose(-2, 2)
        select unchecked(BinaryPrimitives.ReadUInt32BigEndian(IPAddress.Parse(edge).GetAddressBytes()) + (uint)off);

    [Fact]
    public void AnAddress_IsJudgedTheSame_InEveryFormThatCarriesIt()
    {
        string[] carriers = ["::ffff:{0}", "64:ff9b::{0}"];
        Prop.ForAll(Addresses.ToArbitrary(), number =>
        {
            var address = Of(number);
            string? kind = PublicAddress.Refusal(address);
            return (kind is not null) == IsSpecial(number)
                && carriers.All(carrier => PublicAddress.Refusal(IPAddress.Parse(carrier.Replace("{0}", address.ToString(), StringComparison.Ordinal))) == kind)
                && (PublicAddress.Refusal(IPAddress.Parse("2600:1::5efe:" + address)) is null) == (kind is null)
                && PublicAddress.Refusal(IPAddress.Parse($"2002:{number >> 16:x}:{number & 0xffff:x}::1")) is not null
                && PublicAddress.Refusal(IPAddress.Parse("::" + address)) is not null;
        }).Check(Seeded.Config.WithMaxTest(1_000));
    }

    // The parts of a number that parsers read as an address: decimal, octal and hexadecimal, and the last of fewer than four takes the rest.
    [Fact]
    public void AnAddress_IsReadInItsPlainFormOnly()
    {
        var written = from number in Addresses
                      from count in Gen.Choose(1, 4)
                      from formats in Gen.Elements("{0}", "0{1}", "0x{2}", "000{1}", "0X{2}").ArrayOf(4)
                      from end in Gen.Elements("", ".", ":80")
                      select (number, Host: string.Join('.', Parts(number, count).Select((part, i) => string.Format(
                          System.Globalization.CultureInfo.InvariantCulture, formats[i], part, Convert.ToString(part, 8), Convert.ToString(part, 16)))) + end);
        Prop.ForAll(written.ToArbitrary(), input =>
        {
            bool isPlain = input.Host.TrimEnd('0', '8', ':') == Of(input.number).ToString().TrimEnd('0', '8', ':') && !input.Host.EndsWith('.');
            return !Uri.TryCreate($"http://{input.Host}/", UriKind.Absolute, out var url)
                || (Checked(() => WebUrl.Check(url)) is { } host ? isPlain && host.Host == Of(input.number).ToString() : !isPlain);
        }).Check(Seeded.Config.WithMaxTest(1_000));
    }

    [Fact]
    public void WhateverIsWritten_IsAnAddressOfTheWeb_OrRefused()
    {
        var piece = Gen.Elements(
            "http://", "HTTPS://", "http:", "//", "\\", "/", "a", "site.example", ".", "@", ":", "80", "127.0.0.1", "[::1]", "[", "%25", "%00", "\uFF11",
            "\u00DF",
            "\u202E", "\u200D", "xn--a", "\uD800", "?", "#", " ", "\u00AD", "\u3002", "\u2488", "_", "\0", "\t", "..", "file:", new string('a', 64));
        Prop.ForAll(piece.ListOf().Select(string.Concat).ToArbitrary(), text =>
        {
            foreach (string one in (string[])[text, "http://" + text, @"\\" + text])
            {
                var found = WebUrl.Find(one);
                Uri?[] all = [found is null ? null : Checked(() => WebUrl.Check(found)), Checked(() => WebUrl.Follow(Page, one))];
                foreach (var url in all.OfType<Uri>())
                {
                    bool isNumber = IPAddress.TryParse(url.IdnHost.TrimEnd('.'), out _);
                    Assert.Equal(isNumber, url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6);
                    Assert.True(url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && url.Fragment.Length == 0, url.OriginalString);
                }

                ArticleExtractor.Extract($"<p>A sentence with <a href='{one}'>a link</a>, and more of it.</p><base href='{one}'>", Page);
            }
        }).Check(Seeded.Config.WithMaxTest(500));
    }

    [Theory]
    [InlineData("/login?next=http://x.example/", "https://site.example/login?next=http://x.example/")]
    [InlineData("c?d=http://x.example/", "https://site.example/a/c?d=http://x.example/")]
    [InlineData(@"\\x.example/d", "https://x.example/d")]
    [InlineData("//x.example/d", "https://x.example/d")]
    public void WhatAPageWrites_IsResolvedAsABrowserDoes(string written, string expected) => Assert.Equal(expected, WebUrl.Join(Page, written)?.AbsoluteUri);

    private static Uri? Checked(Func<Uri> check)
    {
        try
        {
            return check();
        }
        catch (WebAccessException e) when (e.Reason is WebAccessReason.RefusedUrl or WebAccessReason.BadRedirect)
        {
            return null;
        }
    }

    private static IPAddress Of(uint number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }

    private static IEnumerable<long> Parts(uint number, int count)
    {
        for (int i = 0; i < count - 1; i++)
        {
            yield return (number >> (24 - (8 * i))) & 0xff;
        }

        yield return number & (uint)((1L << (8 * (5 - count))) - 1);
    }

    // The table of the standards again, as the bytes that people know.
    private static bool IsSpecial(uint number) => ((number >> 24) & 0xff, (number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff) switch
    {
        (0 or 10 or 127 or >= 224, _, _, _) => true,
        (100, >= 64 and < 128, _, _) => true,
        (168, 63, 129, 16) => true,
        (169, 254, _, _) => true,
        (172, >= 16 and < 32, _, _) => true,
        (192, 0, 0 or 2, _) or (192, 31, 196, _) or (192, 52, 193, _) or (192, 88, 99, _) or (192, 168, _, _) or (192, 175, 48, _) => true,
        (198, 18 or 19, _, _) or (198, 51, 100, _) or (203, 0, 113, _) => true,
        _ => false,
    };
}
