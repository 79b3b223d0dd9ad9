package tape

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// opcPackage is a workbook as the parts of its archive. Parts that nobody changes are written as they
// came, still compressed.
type opcPackage struct {
	order []*opcPart
	parts map[string]*opcPart // by partKey
	unzip int64               // how much may still be unpacked
}

type opcPart struct {
	name    string
	file    *zip.File // as it came, nil for a new part
	data    []byte    // once unpacked, or as changed
	changed bool
}

// partKey brings the names of a part to one form: they differ in nothing but case, and some programs
// write them with backslashes or from the root.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/"))
}

// errTooLarge says that the parts unpack to more than allowed.
var errTooLarge = errors.New("the workbook unpacks to more than allowed")

func openPackage(data []byte, limits Limits) (*opcPackage, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	p := &opcPackage{parts: map[string]*opcPart{}, unzip: limits.Unzipped}
	for _, f := range archive.File {
		key := partKey(f.Name)
		if _, twice := p.parts[key]; twice {
			return nil, fmt.Errorf("the archive holds %q twice", shorten(f.Name, 60))
		}
		p.parts[key] = &opcPart{name: f.Name, file: f}
		p.order = append(p.order, p.parts[key])
	}
	return p, nil
}

func newPackage() *opcPackage { return &opcPackage{parts: map[string]*opcPart{}} }

// read gives the content of a part, nil when there is none.
func (p *opcPackage) read(name string) ([]byte, error) {
	part := p.parts[partKey(name)]
	if part == nil {
		return nil, nil
	}
	if part.data != nil || part.file == nil {
		return part.data, nil
	}
	r, err := part.file.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(io.LimitReader(r, p.unzip+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	case int64(len(data)) > p.unzip:
		return nil, errTooLarge
	}
	p.unzip -= int64(len(data))
	part.data = data
	return data, nil
}

// set changes a part or adds one.
func (p *opcPackage) set(name string, data []byte) {
	part := p.parts[partKey(name)]
	if part == nil {
		part = &opcPart{name: name}
		p.parts[partKey(name)] = part
		p.order = append(p.order, part)
	}
	part.data, part.changed = data, true
}

// free gives a name that no part has: before + n + after.
func (p *opcPackage) free(before, after string) string {
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s%d%s", before, n, after)
		if p.parts[partKey(name)] == nil {
			return name
		}
	}
}

// verify unpacks the parts that are copied as they are, so that a damaged one is an error and no damaged
// copy.
func (p *opcPackage) verify(ctx context.Context) error {
	for _, part := range p.order {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case part.changed || part.data != nil || part.file == nil:
			continue
		}
		r, err := part.file.Open()
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		n, err := io.Copy(io.Discard, io.LimitReader(r, p.unzip+1))
		_ = r.Close()
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", part.name, err)
		case n > p.unzip:
			return errTooLarge
		}
		p.unzip -= n
	}
	return nil
}

// write writes the archive. Equal packages give equal bytes: parts keep their order, and new ones
// carry no date.
func (p *opcPackage) write(w io.Writer) error {
	archive := zip.NewWriter(w)
	for _, part := range p.order {
		if !part.changed {
			if err := archive.Copy(part.file); err != nil {
				return err
			}
			continue
		}
		to, err := archive.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if _, err := to.Write(part.data); err != nil {
			return err
		}
	}
	return archive.Close()
}

// relation is a link from one part to another.
type relation struct{ id, kind, target string }

const (
	officeRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	strictRelations = "http://purl.oclc.org/ooxml/officeDocument/relationships"
)

func relationsOf(part string) string {
	dir, base := path.Split(part)
	return dir + "_rels/" + base + ".rels"
}

// relations lists the links of a part, "" for the whole package. Links to the outside are left out.
func (p *opcPackage) relations(part string) ([]relation, error) {
	data, err := p.read(relationsOf(part))
	if data == nil || err != nil {
		return nil, err
	}
	var list []relation
	err = scanXML(data, func(t xmlTag) error {
		if t.closes || t.name != "Relationship" || strings.EqualFold(t.attr("TargetMode"), "External") {
			return nil
		}
		target := strings.ReplaceAll(t.attr("Target"), `\`, "/")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(path.Dir("/"+part), target)
		}
		list = append(list, relation{t.attr("Id"), path.Base(t.attr("Type")), strings.TrimPrefix(path.Clean(target), "/")})
		return nil
	})
	return list, err
}

// relate links a part to another, and gives the identifier of the link.
func (p *opcPackage) relate(part, kind, target string) (string, error) {
	name := relationsOf(part)
	data, err := p.read(name)
	if err != nil {
		return "", err
	}
	if data == nil {
		data = []byte(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`)
	}
	taken := map[string]bool{}
	if err := scanXML(data, func(t xmlTag) error {
		taken[strings.ToLower(t.attr("Id"))] = true
		return nil
	}); err != nil {
		return "", err
	}
	id := ""
	for n := 1; id == "" || taken[strings.ToLower(id)]; n++ {
		id = fmt.Sprintf("rIdTape%d", n)
	}
	data, ok, err := appendInside(data, "Relationships", 0, func(t xmlTag) string {
		return fmt.Sprintf(`<%s Id="%s" Type="%s/%s" Target="/%s"/>`, t.tag("Relationship"), id, officeRelations, kind, escapeXML(target))
	})
	if err != nil || !ok {
		return "", errors.Join(err, noElement(ok, name, "Relationships"))
	}
	p.set(name, data)
	return id, nil
}

func noElement(ok bool, part, name string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("%s has no element %s", part, name)
}

const contentTypesPart = "[Content_Types].xml"

// declare says of which type a part is.
func (p *opcPackage) declare(part, contentType string) error {
	return p.addType(func(t xmlTag) string {
		return fmt.Sprintf(`<%s PartName="/%s" ContentType="%s"/>`, t.tag("Override"), escapeXML(part), contentType)
	})
}

// declareExtension says of which type the parts with an extension are, where nothing says so yet.
func (p *opcPackage) declareExtension(extension, contentType string) error {
	data, err := p.read(contentTypesPart)
	if err != nil {
		return err
	}
	known := false
	if err := scanXML(data, func(t xmlTag) error {
		known = known || t.name == "Default" && strings.EqualFold(t.attr("Extension"), extension)
		return nil
	}); err != nil || known {
		return err
	}
	return p.addType(func(t xmlTag) string {
		return fmt.Sprintf(`<%s Extension="%s" ContentType="%s"/>`, t.tag("Default"), extension, contentType)
	})
}

func (p *opcPackage) addType(text func(xmlTag) string) error {
	data, err := p.read(contentTypesPart)
	if err != nil {
		return err
	}
	data, ok, err := appendInside(data, "Types", 0, text)
	if err != nil || !ok {
		return errors.Join(err, noElement(ok, contentTypesPart, "Types"))
	}
	p.set(contentTypesPart, data)
	return nil
}
