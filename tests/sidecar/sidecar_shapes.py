"""Sidecars in the shapes that programs write them, each with what it says: our own text in their structure."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.photo import Marks


@dataclass(frozen=True)
class Shape:
    text: bytes
    says: Marks


LIGHTROOM = Shape(
    b"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000 1.000000, 0000/00/00-00:00:00        ">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
    xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/"
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:crss="http://ns.adobe.com/camera-raw-saved-settings/1.0/"
   xmp:ModifyDate="2025-09-01T18:03:22.12+02:00"
   xmp:Rating="4"
   xmp:Label="Gr\xc3\xbcn"
   tiff:Make="Example &amp; Sons"
   xmpDM:good="True"
   xmpDM:pick="1"
   photoshop:LabelColor="green"
   photoshop:SidecarForExtension="CR2"
   crs:Version="16.0"
   crs:Exposure2012="+0.35"
   crs:HasSettings="True">
   <dc:format>image/x-canon-cr2</dc:format>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>harbour</rdf:li>
     <rdf:li>Oslo</rdf:li>
     <rdf:li>Norway</rdf:li>
     <rdf:li>Places</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>harbour</rdf:li>
     <rdf:li>Places|Norway|Oslo</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
   <crs:ToneCurvePV2012>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
     <rdf:li>255, 255</rdf:li>
    </rdf:Seq>
   </crs:ToneCurvePV2012>
   <crss:SavedSettings>
    <rdf:Bag>
     <rdf:li>
      <rdf:Description
       crss:Name="Before the trip"
       xmp:Rating="1"
       xmp:Label="Rot"
       xmpDM:good="False">
      <crss:Parameters>
       <rdf:Description
        crs:Exposure2012="0.00"
        photoshop:LabelColor="red">
       <dc:subject>
        <rdf:Bag>
         <rdf:li>old</rdf:li>
        </rdf:Bag>
       </dc:subject>
       </rdf:Description>
      </crss:Parameters>
      </rdf:Description>
     </rdf:li>
    </rdf:Bag>
   </crss:SavedSettings>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
""",
    Marks("pick", 4, "green", ("harbour", "Places|Norway|Oslo")),
)

BRIDGE = Shape(
    b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
    b"""<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 5.6-c140 79.160451, 2017/05/06-01:08:21        ">
   <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about=""
            xmlns:xmp="http://ns.adobe.com/xap/1.0/">
         <xmp:Rating>-1</xmp:Rating>
         <xmp:Label>Approved</xmp:Label>
         <xmp:MetadataDate>2025-09-02T10:11:12+02:00</xmp:MetadataDate>
      </rdf:Description>
      <rdf:Description rdf:about=""
            xmlns:dc="http://purl.org/dc/elements/1.1/">
         <dc:title>
            <rdf:Alt>
               <rdf:li xml:lang="x-default">At the "pier", 5 &lt; 6</rdf:li>
            </rdf:Alt>
         </dc:title>
      </rdf:Description>
   </rdf:RDF>
</x:xmpmeta>
""" + (b" " * 99 + b"\n") * 20 + b'<?xpacket end="w"?>',
    Marks("reject", 0, "green"),
)

DARKTABLE = Shape(
    b"""<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:darktable="http://darktable.sf.net/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
   exif:DateTimeOriginal="2025:09:01 18:03:22.000"
   xmp:Rating="3"
   xmpMM:DerivedFrom="IMG_1.CR2"
   darktable:xmp_version="5"
   darktable:history_end="1">
   <darktable:colorlabels>
    <rdf:Seq>
     <rdf:li>3</rdf:li>
     <rdf:li>4</rdf:li>
    </rdf:Seq>
   </darktable:colorlabels>
   <darktable:masks_history>
    <rdf:Seq/>
   </darktable:masks_history>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:num="0"
      darktable:operation="flip"
      darktable:enabled="1"
      darktable:params="00000000"/>
    </rdf:Seq>
   </darktable:history>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>Anna</rdf:li>
     <rdf:li>People</rdf:li>
    </rdf:Bag>
   </dc:subject>
   <lr:hierarchicalSubject>
    <rdf:Bag>
     <rdf:li>People|Anna</rdf:li>
    </rdf:Bag>
   </lr:hierarchicalSubject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
""",
    Marks("", 3, "blue", ("People|Anna",)),
)

DIGIKAM = Shape(
    b"""<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""
    xmlns:digiKam="http://www.digikam.org/ns/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:acdsee="http://ns.acdsee.com/iptc/1.0/"
    xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
   digiKam:PickLabel="3"
   digiKam:ColorLabel="6"
   xmp:Rating="2"
   acdsee:rating="2"
   MicrosoftPhoto:Rating="25">
   <digiKam:TagsList>
    <rdf:Seq>
     <rdf:li>Animals/Birds/Gull</rdf:li>
     <rdf:li>b/w</rdf:li>
    </rdf:Seq>
   </digiKam:TagsList>
   <MicrosoftPhoto:LastKeywordXMP>
    <rdf:Bag>
     <rdf:li>Animals/Birds/Gull</rdf:li>
    </rdf:Bag>
   </MicrosoftPhoto:LastKeywordXMP>
   <dc:subject>
    <rdf:Bag>
     <rdf:li>Gull</rdf:li>
     <rdf:li>b/w</rdf:li>
    </rdf:Bag>
   </dc:subject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>""",
    Marks("pick", 2, "purple", ("b/w", "Animals|Birds|Gull")),
)

CAPTURE_ONE = Shape(
    b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\r
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 5.5.0">\r
   <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\r
      <rdf:Description rdf:about=""\r
            xmlns:xmp="http://ns.adobe.com/xap/1.0/"\r
            xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"\r
            xmlns:dc="http://purl.org/dc/elements/1.1/">\r
         <xmp:Label>Yellow</xmp:Label>\r
         <xmp:Rating>5</xmp:Rating>\r
         <photoshop:Urgency>3</photoshop:Urgency>\r
         <dc:rights>\r
            <rdf:Alt>\r
               <rdf:li xml:lang="x-default">\xc2\xa9 2025</rdf:li>\r
            </rdf:Alt>\r
         </dc:rights>\r
      </rdf:Description>\r
   </rdf:RDF>\r
</x:xmpmeta>\r
""",
    Marks("", 5, "yellow"),
)

PHOTO_MECHANIC = Shape(
    b"""<?xpacket begin='\xef\xbb\xbf' id='W5M0MpCehiHzreSzNTczkc9d'?>
<x:xmpmeta xmlns:x='adobe:ns:meta/' x:xmptk='XMP toolkit 2.9-9, framework 1.6'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:iX='http://ns.adobe.com/iX/1.0/'>
<!-- written by hand, as it were -->
<rdf:Description rdf:about='' xmlns:photomechanic='http://ns.camerabits.com/photomechanic/1.0/'>
 <photomechanic:Tagged>True</photomechanic:Tagged>
 <photomechanic:ColorClass>2</photomechanic:ColorClass>
</rdf:Description>
<rdf:Description rdf:about='' xmlns:xap='http://ns.adobe.com/xap/1.0/' xap:Rating='1' xap:Label='Red'/>
<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>
 <dc:subject>
  <rdf:Bag>
   <rdf:li>caf\xc3\xa9 &amp; bar</rdf:li>
   <rdf:li><![CDATA[<stage>]]></rdf:li>
  </rdf:Bag>
 </dc:subject>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end='w'?>
""",
    Marks("", 1, "red", ("café & bar", "<stage>")),
)

BARE = Shape(
    b'<R:RDF xmlns:R="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><R:Description><xmp:Rating '
    b'xmlns:xmp="http://ns.adobe.com/xap/1.0/">2</xmp:Rating></R:Description></R:RDF>',
    Marks("", 2),
)

DEFAULT_NAMESPACE = Shape(
    b'<xmpmeta xmlns="adobe:ns:meta/"><RDF xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><Description>'
    b'<subject xmlns="http://purl.org/dc/elements/1.1/"><Bag xmlns="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b"<li>one</li></Bag></subject></Description></RDF></xmpmeta>",
    Marks(keywords=("one",)),
)

NO_DESCRIPTION = Shape(
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
    Marks(),
)

TAKEN_PREFIX = Shape(
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/" xmlns:xmp="urn:something-else" xmlns:dc="urn:other">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmp:Rating="ours it is not" dc:subject="nor this"/></rdf:RDF></x:xmpmeta>',
    Marks(),
)

SHAPES = {
    "lightroom": LIGHTROOM,
    "bridge": BRIDGE,
    "darktable": DARKTABLE,
    "digikam": DIGIKAM,
    "capture_one": CAPTURE_ONE,
    "photo_mechanic": PHOTO_MECHANIC,
    "bare": BARE,
    "default_namespace": DEFAULT_NAMESPACE,
    "no_description": NO_DESCRIPTION,
    "taken_prefix": TAKEN_PREFIX,
    "utf_16_le": Shape(BRIDGE.text.decode().encode("utf-16"), BRIDGE.says),
    "utf_16_be": Shape(b"\xfe\xff" + PHOTO_MECHANIC.text.decode().encode("utf-16-be"), PHOTO_MECHANIC.says),
    "utf_16_unmarked": Shape(LIGHTROOM.text.decode().encode("utf-16-le"), LIGHTROOM.says),
    "latin_1": Shape(
        b'<?xml version="1.0" encoding="ISO-8859-1"?>\n' + LIGHTROOM.text.decode().encode("latin-1"), LIGHTROOM.says
    ),
}
