using System.Net;

namespace Parley.Testing.Tests;

public sealed class SipTraceTests
{
    [Fact]
    public void StartLine_OfMessage_IsItsFirstLine()
    {
        var trace = new SipTrace(default, new(IPAddress.Loopback, 1), new(IPAddress.Loopback, 2), "SIP/2.0 180 Ringing\r\nVia: x\r\n\r\n"u8.ToArray());

        Assert.Equal("SIP/2.0 180 Ringing", trace.StartLine);
    }
}
