using System.Net;
using System.Text;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;

namespace Parley.Sip.Tests.Fakes;

/// <summary>A far end without any SIP stack: it sends exactly what the test writes, and hands over what arrives.</summary>
internal sealed class ScriptedPeer(FakeNetwork network, string endPoint)
{
    private readonly FakeTransport _transport = network.Bind(endPoint);

    public IPEndPoint EndPoint => _transport.LocalEndPoint;

    public async Task<SipRequest> ReceiveRequestAsync(string method)
    {
        while (true)
        {
            var datagram = await _transport.Received.ReadAsync(TestContext.Current.CancellationToken);
            if (SipParser.Parse(datagram.Bytes).Message is SipRequest request && request.Method == method)
            {
                return request;
            }
        }
    }

    public async Task<SipResponse> ReceiveResponseAsync(int status)
    {
        while (true)
        {
            var datagram = await _transport.Received.ReadAsync(TestContext.Current.CancellationToken);
            if (SipParser.Parse(datagram.Bytes).Message is SipResponse response && response.Status == status)
            {
                return response;
            }
        }
    }

    /// <summary>Answers a request; extra lines are headers.</summary>
    public void Respond(SipRequest request, IPEndPoint to, int status, string? tag = "peer", string body = "", params string[] headers)
    {
        var response = SipResponse.Create(request, status, toTag: tag, body: Encoding.ASCII.GetBytes(body), contentType: body.Length > 0 ? "application/sdp" : null);
        response.Headers.Add(SipHeaderNames.Contact, $"<sip:peer@{EndPoint}>");
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            response.Headers.Add(header[..colon], header[(colon + 1)..].Trim());
        }

        network.Send(EndPoint, to, SipWriter.ToArray(response));
    }

    /// <summary>Sends text as it is; line ends become CRLF.</summary>
    public void Send(IPEndPoint to, string text) => network.Send(EndPoint, to, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    /// <summary>Calls somebody; extra lines are headers.</summary>
    public void Invite(IPEndPoint to, string callId, string body = "", params string[] headers) => Send(to, $"""
        INVITE sip:bob@{to} SIP/2.0
        Via: SIP/2.0/UDP {EndPoint};branch=z9hG4bK{callId};rport
        Max-Forwards: 70
        From: <sip:peer@192.0.2.9>;tag=p
        To: <sip:bob@192.0.2.2>
        Call-ID: {callId}
        CSeq: 5 INVITE
        Contact: <sip:peer@{EndPoint}>
        {string.Concat(headers.Select(h => h + "\n"))}{(body.Length > 0 ? "Content-Type: application/sdp\n" : "")}Content-Length: {body.Length}

        {body}
        """);

    /// <summary>A request of a caller inside the dialog that the answer of our side opened.</summary>
    public void SendAsCaller(SipResponse answer, IPEndPoint to, string method, int cseq, string body = "", params string[] headers) => Send(to, $"""
        {method} {answer.Contact!.Uri} SIP/2.0
        Via: SIP/2.0/UDP {EndPoint};branch=z9hG4bKcaller{method}{cseq};rport
        Max-Forwards: 70
        From: {answer.Headers["From"]}
        To: {answer.Headers["To"]}
        Call-ID: {answer.CallId}
        CSeq: {cseq} {method}
        Contact: <sip:peer@{EndPoint}>
        {string.Concat(headers.Select(h => h + "\n"))}{(body.Length > 0 ? "Content-Type: application/sdp\n" : "")}Content-Length: {body.Length}

        {body}
        """);

    /// <summary>A request of the far end inside the dialog that an INVITE of ours opened.</summary>
    public void SendInDialog(SipRequest invite, IPEndPoint to, string method, int cseq, string tag = "peer", string body = "", params string[] headers)
    {
        var lines = string.Concat(headers.Select(h => h + "\n"));
        Send(to, $"""
            {method} {invite.Contact!.Uri} SIP/2.0
            Via: SIP/2.0/UDP {EndPoint};branch=z9hG4bKpeer{method}{cseq}{tag};rport
            Max-Forwards: 70
            From: {invite.Headers["To"]};tag={tag}
            To: {invite.Headers["From"]}
            Call-ID: {invite.CallId}
            CSeq: {cseq} {method}
            Contact: <sip:peer@{EndPoint}>
            {lines}{(body.Length > 0 ? "Content-Type: application/sdp\n" : "")}Content-Length: {body.Length}

            {body}
            """);
    }
}
