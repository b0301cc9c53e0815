using System.Text;
using Parley.Sip.Parsing;
using Parley.Telephony.Capture;

namespace Parley.Telephony.Tests.Capture;

public sealed class SipRedactionTests
{
    private const string Digest =
        "Digest username=\"SECRETuser\", realm=\"carrier.example\", nonce=\"SECRETnonce\", uri=\"sip:b@h\", response=\"SECRETresponse\", cnonce=\"SECRETcnonce\", "
            + "opaque=\"SECRETopaque\", algorithm=SHA-256, qop=auth, nc=00000001";

    [Theory]
    [InlineData("Authorization: {0}\r\n")]
    [InlineData("PROXY-authorization:{0}\r\n")]
    [InlineData("Authorization \t:  {0}\r\n")]
    [InlineData("WWW-Authenticate: {0}\r\n")]
    [InlineData("Proxy-Authenticate: {0}, {0}\r\n")]
    [InlineData("Authentication-Info: nextnonce=\"SECRET\", rspauth=\"SECRET\"\r\n")]
    [InlineData("Proxy-Authentication-Info: nextnonce = SECRET\r\n")]
    [InlineData("Authorization: Basic SECRETc2VjcmV0OnNlY3JldA==\r\n")]
    [InlineData("Authorization: Bearer SECRET.SECRET.SECRET\r\n")]
    [InlineData("Authorization: Digest realm=\"not closed, nonce=SECRET\r\n")]
    [InlineData("Authorization: Digest x-own=\"SECRET\", SECRET=1\r\n")]
    [InlineData("Authorization: Digest response=\"SEC\\\"RET SECRET\"\r\n")]
    [InlineData("Authorizatio: {0}\r\n")]
    [InlineData("X-Api-Token: SECRET\r\n")]
    [InlineData("X-AUTH: SECRET\r\n SECRET\r\n")]
    [InlineData("Contact: <sip:me:SECRET@192.0.2.1>\r\n")]
    [InlineData("Contact: \"x\" <SIPS:me;x=1:SEC,SECRET;y@192.0.2.1>\r\n")]
    [InlineData("Refer-To: <sip:you@h?Authorization=Digest%20SECRET&X=1>\r\n")]
    [InlineData("Call-Info: <https://me:SECRET@host/picture>\r\n")]
    [InlineData("Refer-To: <sip:you@h?Contact=sip%3Ame%3ASECRET%40h>\r\n")]
    [InlineData("Refer-To: <sip:you@h?Contact=sip:me:SECRET%40h&X=1>\r\n")]
    [InlineData("Refer-To: <sip:you@h?body=a%3Dcrypto%3A1%20inline%3ASECRET>\r\n")]
    [InlineData("Contact: <sip:me@h;access_token=SECRET;x=y>\r\n")]
    [InlineData("Contact: <sip:me@h;pn-provider=apns;pn-prid=SECRET>\r\n")]
    [InlineData("X-Shared-Key: SECRET\r\n")]
    [InlineData("X-Pwd: SECRET\r\n")]
    [InlineData("User-to-User: Bearer SECRET.SECRET_SECRET\r\n")]
    [InlineData("X-Context: {\"a\": 1, \"password\": \"SECRET\"}\r\n")]
    public void Redact_SecretInAHeader_IsGone(string header)
    {
        header = header.Replace("{0}", Digest, StringComparison.Ordinal);
        foreach (var variant in (string[])[header, header.Replace(", ", ",\r\n\t", StringComparison.Ordinal), header.Replace("\r\n", "\n", StringComparison.Ordinal), header.Replace(": ", ":\r\n ", StringComparison.Ordinal)])
        {
            var message = $"INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n{variant}Call-ID: 1\r\nContent-Length: 0\r\n\r\n";

            var redacted = Redact(message);

            Assert.DoesNotContain("SECRET", redacted, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Call-ID: 1\r\n", redacted, StringComparison.Ordinal);
            Assert.Contains("branch=z9hG4bK1", redacted, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("INVITE sip:b@h SIP/2.0\r\nAuthorization: Basic\r\n \r\n SECRETc2VjcmV0\r\n\r\n")]
    [InlineData("INVITE sip:b@h SIP/2.0\r\nAuthorization: Basic\r\n SECRETc2VjcmV0")]
    [InlineData("INVITE sip:b@h SIP/2.0\rAuthorization: Basic SECRETc2VjcmV0\r\r")]
    [InlineData("INVITE sip:b@h SIP/2.0\r\n\r\nv=0\rm=audio 4000 RTP/SAVP 0\ra=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET\ra=sendrecv\r")]
    [InlineData("INVITE sip:b@h SIP/2.0\r\n\r\nv=0\r\n a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET\r\n")]
    [InlineData("INVITE sip:b@h SIP/2.0\r\n\r\nv=0\rk=base64:SECRET\ra=ice-pwd:SECRET\r")]
    public void Redact_SecretInLinesThatEndStrangely_IsGone(string message)
    {
        Assert.DoesNotContain("SECRET", Redact(message), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Redact_Challenge_KeepsWhatExplainsIt()
    {
        var redacted = Redact($"SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: {Digest}\r\n\r\n");

        Assert.Contains(
            "WWW-Authenticate: Digest username=\"***\", realm=\"carrier.example\", nonce=\"***\", uri=\"***\", response=\"***\", cnonce=\"***\", opaque=\"***\", algorithm=SHA-256, qop=auth, nc=00000001\r\n",
            redacted,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET+/|2^20|1:4;inline:SECRET WSH=64", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 ***")]
    [InlineData("A=Crypto:1 AES_CM_128_HMAC_SHA1_80 INLINE:SECRET", "A=Crypto:1 AES_CM_128_HMAC_SHA1_80 ***")]
    [InlineData("a = crypto:1 SECRET", "a=crypto:***")]
    [InlineData("k=base64:SECRET", "k=***")]
    [InlineData("a=key-mgmt:mikey SECRET", "a=key-mgmt:***")]
    [InlineData("a=ice-pwd:SECRET", "a=ice-pwd:***")]
    public void Redact_KeyInADescription_IsGoneAndLengthIsThatOfTheRest(string line, string expected)
    {
        var body = $"v=0\r\nm=audio 4000 RTP/SAVP 0\r\n{line}\r\na=sendrecv\r\n";
        var message = Encoding.Latin1.GetBytes(
            "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nMax-Forwards: 70\r\n"
                + $"Contact: <sip:a@h>\r\nContent-Type: application/sdp\r\nl: {body.Length}\r\n\r\n{body}");

        var redacted = SipRedaction.Redact(message, keepsKeys: true);

        Assert.DoesNotContain("SECRET", Encoding.Latin1.GetString(redacted), StringComparison.Ordinal);
        var parsed = SipParser.Parse(redacted).Message;
        Assert.NotNull(parsed);
        Assert.Equal($"v=0\r\nm=audio 4000 RTP/SAVP 0\r\n{expected}\r\na=sendrecv\r\n", Encoding.Latin1.GetString(parsed.Body.Span));
    }

    [Theory]
    [InlineData("application/dtmf-relay", "Signal=7\r\nDuration=250\r\n", "Signal=?\r\nDuration=250\r\n")]
    [InlineData("APPLICATION/DTMF-Relay;x=y", "signal = 7\r\n", "signal =?\r\n")]
    [InlineData("application/dtmf", "7\r\n", "?\r\n")]
    [InlineData("application/vnd.nortelnetworks.digits", "p=Digit-Collection\r\nd=Digits=7\r\n", "p=?\r\nd=Digits=?\r\n")]
    [InlineData("application/kpml-response+xml", "<kpml-response digits=\"7\" tag='x'/>", "<kpml-response digits=\"?\" tag='x'/>")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\n\r\nSignal= 7\r\n--b--\r\n", "--b\r\n\r\nSignal= ?\r\n--b--\r\n")]
    [InlineData("application/telephone-event", "7", "?")]
    [InlineData("multipart/mixed;boundary=b", "--b\r\nContent-Type: application/dtmf\r\n\r\n7\r\n--b--\r\n", "--b\r\nContent-Type: application/dtmf\r\n\r\n?\r\n--b--\r\n")]
    [InlineData("multipart/mixed;boundary=b", "--b\nc: application/kpml-response+xml\n\n<k digits='7'/>\n--b--\n", "--b\nc: application/kpml-response+xml\n\n<k digits='?'/>\n--b--\n")]
    public void Redact_KeyInABody_IsHiddenUnlessItIsToStay(string type, string body, string hidden)
    {
        var head = $"INFO sip:b@h SIP/2.0\r\nCall-ID: 1\r\nContent-Type: {type}\r\nContent-Length: ";
        var message = Encoding.Latin1.GetBytes($"{head}{body.Length}\r\n\r\n{body}");

        Assert.Equal($"{head}{hidden.Length}\r\n\r\n{hidden}", Encoding.Latin1.GetString(SipRedaction.Redact(message, keepsKeys: false)));
        Assert.Equal(message, SipRedaction.Redact(message, keepsKeys: true));
    }

    [Theory]
    [InlineData("<password>SECRET</password>", "<password>***</password>")]
    [InlineData("<x:UserPassword a='1'>\r\n  SECRET\r\n SECRET</x:UserPassword >", "<x:UserPassword a='1'>***</x:UserPassword >")]
    [InlineData("<api-key><![CDATA[SEC<b>RET]]></api-key>", "<api-key>***</api-key>")]
    [InlineData("<credentials><user>SECRET</user><p>SECRET</p></credentials><state>active</state>", "<credentials>***</credentials><state>active</state>")]
    [InlineData("<conf><pin>SECRET</pin><shopping>yes</shopping></conf>", "<conf><pin>***</pin><shopping>yes</shopping></conf>")]
    [InlineData("<token>SECRET\r\n<a>SECRET", "<token>***")]
    [InlineData("<password/><state>active</state>", "<password/><state>active</state>")]
    [InlineData("<password></password>", "<password></password>")]
    [InlineData("<user passwd='SEC RET' name=\"u\"/>", "<user passwd=*** name=\"u\"/>")]
    [InlineData("<param name=\"sip.password\" value=\"SEC>RET\"/>", "<param name=\"sip.password\" value=\"***\"/>")]
    [InlineData("<param name='pin'>SECRET</param><param name='pint'>x</param>", "<param name='pin'>***</param><param name='pint'>x</param>")]
    [InlineData("Contact: <sip:token.example>\r\nTo: <tel:secret>\r\n", "Contact: <sip:token.example>\r\nTo: <tel:secret>\r\n")]
    [InlineData("<target uri=\"sip:u:SECRET@h\"/>", "<target uri=\"sip:u:***@h\"/>")]
    public void Redact_SecretInXml_IsGoneAndTheRestStays(string xml, string expected)
    {
        const string Head = "NOTIFY sip:b@h SIP/2.0\r\nCall-ID: 1\r\nContent-Type: application/xml\r\nContent-Length: ";
        var (body, hidden) = ($"<?xml version=\"1.0\"?>\r\n{xml}", $"<?xml version=\"1.0\"?>\r\n{expected}");

        Assert.Equal($"{Head}{hidden.Length}\r\n\r\n{hidden}", Redact($"{Head}{body.Length}\r\n\r\n{body}"));
    }

    [Fact]
    public void Redact_PresenceAndDialogs_StayByteForByte()
    {
        const string Body =
            "<?xml version=\"1.0\"?>\r\n<presence entity=\"pres:a@h\"><tuple id=\"t1\"><status><basic>open</basic></status><contact priority=\"0.8\">sip:a@h</contact></tuple></presence>\r\n"
                + "<dialog-info version=\"1\"><dialog id=\"as7d900as8\" call-id=\"c\" local-tag=\"1\" direction=\"recipient\"><state event=\"replaced\">terminated</state></dialog></dialog-info>\r\n";
        var message = $"NOTIFY sip:b@h SIP/2.0\r\nCall-ID: 1\r\nContent-Type: application/dialog-info+xml\r\nContent-Length: {Body.Length}\r\n\r\n{Body}";

        Assert.Equal(message, Redact(message));
    }

    [Theory]
    [InlineData("<password>")]
    [InlineData("<a name='password'")]
    [InlineData("<a name=\"password\"><![CDATA[")]
    [InlineData("<a name='")]
    [InlineData("<passwordpassword")]
    [InlineData("name=\"")]
    [InlineData("name=\"password\" ")]
    public void Redact_XmlMadeToBeSlow_TakesItsTimeInBounds(string piece)
    {
        var message = "NOTIFY sip:b@h SIP/2.0\r\nCall-ID: 1\r\n\r\n<a " + string.Concat(Enumerable.Repeat(piece, 60_000 / piece.Length));
        var began = Environment.CpuUsage.UserTime;
        Redact(message);
        Assert.True(Environment.CpuUsage.UserTime - began < TimeSpan.FromSeconds(20));   // Quadratic in 60 kB would be minutes.
    }

    [Fact]
    public void Redact_NothingSecret_StaysByteForByte()
    {
        var message = Encoding.UTF8.GetBytes(
            "INVITE sip:+15551230001@192.0.2.1:5060;transport=tcp SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bK1;rport\r\nFrom: \"Zoë, \\\"Z\\\"\" <sip:a@h>;tag=1\r\n"
                + "Contact: <sip:192.0.2.9:5090;x=y>, <sip:b@h>\r\nSubject: one\r\n two\r\nContent-Length: 7\r\n\r\nv=0\r\n\r\n");

        Assert.Equal(message, SipRedaction.Redact(message, keepsKeys: false));
    }

    [Fact]
    public void Redact_AnyBytes_NeverThrows()
    {
        var random = new Random(11);
        var seed = Encoding.Latin1.GetBytes($"INVITE sip:a:SECRET@h SIP/2.0\r\nAuthorization: {Digest}\r\nContent-Type: application/dtmf\r\nContent-Length: 99\r\n\r\na=crypto:1 x inline:SECRET\r\nSignal=1\r\n<password>SECRET</password><p name='pin' value='SECRET'/>\r\n");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = seed[..random.Next(seed.Length + 1)];
            for (var i = random.Next(0, 8); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)"\r\n\":;,=@ <>\0x\\\t"[random.Next(15)];
            }

            Assert.True(SipRedaction.Redact(bytes, keepsKeys: round % 2 == 0).Length < (2 * seed.Length) + 100);
        }
    }

    private static string Redact(string message) => Encoding.Latin1.GetString(SipRedaction.Redact(Encoding.Latin1.GetBytes(message), keepsKeys: true));
}
